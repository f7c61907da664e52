create function roomtone.disclosed_reasons(p_player_id uuid) returns table (entry_id uuid, reason text)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_minimum constant int := (select i.disclosure_minimum from roomtone.installation i);
begin
  if not exists (select from roomtone.disclosable_rooms(array[p_player_id])) then
    return;
  end if;
  return query
    select picked.id, picked.reason
    from (
      select q.id, q.reason, q.listeners, q.wanted from public.player_queue q where q.player_id = p_player_id
      union all
      (select n.queue_id, n.reason, n.listeners, n.wanted from public.songs_playing n
       where n.player_id = p_player_id order by n.played_at desc, n.id limit 1)
    ) picked
    where picked.id is not null and case picked.reason
      when 'collective' then picked.listeners >= v_minimum
      when 'house' then v_minimum <= (
        select count(*)
        from (
          select distinct v.user_id from public.votes v
          where v.player_id = p_player_id and v.vote_value > 3 and v.weight is not null and not v.held and not v.excluded
            and v.embedding operator(extensions.<=>) picked.wanted < 1
          limit v_minimum
        ) likers)
      else false end;
end
$$;
comment on function roomtone.disclosed_reasons(uuid) is 'The reasons that speak of people, collective and house, as far as they may be disclosed at this moment: of the entries of a room''s queue and of its newest play. None while roomtone.disclosable_rooms does not name the room; collective only where as many known tastes as disclosure_minimum says picked the entry; house only where as many people have liked such sounds here. Everything else is told as rotation, house too: otherwise the change from house to rotation would tell that somebody has come.';
grant execute on function roomtone.disclosed_reasons(uuid) to manager_service;
