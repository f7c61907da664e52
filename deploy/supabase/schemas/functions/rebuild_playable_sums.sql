create function roomtone.rebuild_playable_sums() returns void
language plpgsql set search_path = ''
as $$
begin
  lock table public.songs, public.player_library in share row exclusive mode;
  delete from roomtone.library_directions;
  delete from roomtone.playable_sums;
  insert into roomtone.library_directions (player_id, song_id, direction)
  select l.player_id, l.song_id, extensions.l2_normalize(s.embedding)
  from public.player_library l join public.songs s on s.id = l.song_id where s.archived_at is null
  order by l.player_id, l.song_id;
  insert into roomtone.playable_sums (player_id, listed, songs, measured, sum_1, sum_2, sum_3, sum_4, sum_5)
  select counted.player_id, sum(counted.listed), sum(counted.song), count(counted.u), coalesce(sum(round(1e9 * counted.u[1])::bigint), 0),
    coalesce(sum(round(1e9 * counted.u[2])::bigint), 0), coalesce(sum(round(1e9 * counted.u[3])::bigint), 0),
    coalesce(sum(round(1e9 * counted.u[4])::bigint), 0), coalesce(sum(round(1e9 * counted.u[5])::bigint), 0)
  from (
    select '00000000-0000-0000-0000-000000000000'::uuid as player_id, 0 as listed, 0 as song, null::double precision[] as u
    union all
    select '00000000-0000-0000-0000-000000000000', 0, 1, extensions.l2_normalize(s.embedding)::real[]::double precision[]
    from public.songs s where s.archived_at is null
    union all
    select l.player_id, 1, 0, null from public.player_library l
    union all
    select d.player_id, 0, 1, d.direction::real[]::double precision[] from roomtone.library_directions d
  ) counted
  group by counted.player_id;
end
$$;
comment on function roomtone.rebuild_playable_sums() is 'Counts roomtone.library_directions and roomtone.playable_sums anew from songs and player_library; whoever writes these waits meanwhile.';
