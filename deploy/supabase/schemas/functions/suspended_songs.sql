create function roomtone.suspended_songs(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, song_id uuid, embedding extensions.vector)
language plpgsql stable rows 20 set search_path = ''
as $$
begin
  return query
    select failing.player_id, s.id, s.embedding
    from (
      select distinct f.player_id, f.song_id from public.songs_playing f
      where f.player_id = any (p_players) and f.outcome = 'failed' and f.song_id is not null and f.played_at > p_now - (roomtone.rules()).suspension_span
    ) failing
    cross join lateral (
      select count(*) filter (where latest.outcome = 'failed') as failures
      from (
        select p.outcome from public.songs_playing p
        where p.player_id = failing.player_id and p.song_id = failing.song_id
        order by p.played_at desc, p.id limit (roomtone.rules()).suspension_failures
      ) latest
    ) counted
    join public.songs s on s.id = failing.song_id and s.archived_at is null
    where counted.failures = (roomtone.rules()).suspension_failures
      and (
        not exists (select from roomtone.playable_sums l where l.player_id = failing.player_id)
        or exists (select from roomtone.library_directions d where d.player_id = failing.player_id and d.song_id = failing.song_id));
end
$$;
comment on function roomtone.suspended_songs(uuid[], timestamptz) is 'Songs that players might play but for their last three plays there, which all failed, the last of them less than 24 hours ago. A player''s songs in use less these are what is playable.';
