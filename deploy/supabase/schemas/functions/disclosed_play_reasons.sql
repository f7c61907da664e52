create function roomtone.disclosed_play_reasons(p_player_id uuid, p_plays uuid[]) returns table (play_id uuid, reason text)
language sql stable security definer set search_path = ''
as $$
  select played.id,
    case
      when played.reason = 'collective' and played.listeners >= (select i.disclosure_minimum from roomtone.installation i)
        and (played.id <> newest.id or exists (select from roomtone.disclosable_rooms(array[p_player_id])))
      then 'collective' else 'rotation' end
  from public.songs_playing played
  cross join (
    select n.id from public.songs_playing n where n.player_id = p_player_id order by n.played_at desc, n.id limit 1
  ) newest
  where played.player_id = p_player_id and played.id = any (p_plays) and played.reason is not null
$$;
comment on function roomtone.disclosed_play_reasons(uuid, uuid[]) is 'The reasons of these plays of a room as far as they may be disclosed; none for a play that was not from the queue. collective only where as many known tastes as disclosure_minimum says picked the entry; for the newest play as many such listeners have to be there at this moment, too, as roomtone.disclosed_reasons demands. Everything else is told as rotation, house too: it was picked while nobody of known taste was there.';
grant execute on function roomtone.disclosed_play_reasons(uuid, uuid[]) to manager_service;
