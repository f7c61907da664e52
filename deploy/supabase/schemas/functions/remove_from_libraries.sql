create function roomtone.remove_from_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with gone as (
    delete from roomtone.library_directions d using unnest(p_players, p_songs) as pair (player_id, song_id)
    where d.player_id = pair.player_id and d.song_id = pair.song_id
    returning d.player_id, d.direction::real[]::double precision[] as u
  ),
  change as (
    select g.player_id, count(*) as songs, count(g.u) as measured, coalesce(sum(round(1e9 * g.u[1])::bigint), 0) as s1,
      coalesce(sum(round(1e9 * g.u[2])::bigint), 0) as s2, coalesce(sum(round(1e9 * g.u[3])::bigint), 0) as s3,
      coalesce(sum(round(1e9 * g.u[4])::bigint), 0) as s4, coalesce(sum(round(1e9 * g.u[5])::bigint), 0) as s5
    from gone g group by g.player_id
  )
  update roomtone.playable_sums s
  set songs = s.songs - c.songs, measured = s.measured - c.measured, sum_1 = s.sum_1 - c.s1, sum_2 = s.sum_2 - c.s2,
    sum_3 = s.sum_3 - c.s3, sum_4 = s.sum_4 - c.s4, sum_5 = s.sum_5 - c.s5
  from change c where s.player_id = c.player_id;
end
$$;
comment on function roomtone.remove_from_libraries(uuid[], uuid[]) is 'Songs leave libraries, or use: pairs of player and song, arrays of one length. Those that are not there are passed over.';
