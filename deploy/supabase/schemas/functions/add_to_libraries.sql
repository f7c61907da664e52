create function roomtone.add_to_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with came as (
    insert into roomtone.library_directions (player_id, song_id, direction)
    select pair.player_id, pair.song_id, extensions.l2_normalize(s.embedding)
    from unnest(p_players, p_songs) as pair (player_id, song_id) join public.songs s on s.id = pair.song_id
    where s.archived_at is null
    returning player_id, direction::real[]::double precision[] as u
  ),
  change as (
    select c.player_id, count(*) as songs, count(c.u) as measured, coalesce(sum(round(1e9 * c.u[1])::bigint), 0) as s1,
      coalesce(sum(round(1e9 * c.u[2])::bigint), 0) as s2, coalesce(sum(round(1e9 * c.u[3])::bigint), 0) as s3,
      coalesce(sum(round(1e9 * c.u[4])::bigint), 0) as s4, coalesce(sum(round(1e9 * c.u[5])::bigint), 0) as s5
    from came c group by c.player_id
  )
  update roomtone.playable_sums s
  set songs = s.songs + c.songs, measured = s.measured + c.measured, sum_1 = s.sum_1 + c.s1, sum_2 = s.sum_2 + c.s2,
    sum_3 = s.sum_3 + c.s3, sum_4 = s.sum_4 + c.s4, sum_5 = s.sum_5 + c.s5
  from change c where s.player_id = c.player_id;
end
$$;
comment on function roomtone.add_to_libraries(uuid[], uuid[]) is 'Songs come into libraries, or back into use: pairs of player and song, arrays of one length. Those out of use are passed over.';
