create function roomtone.change_playable_sums(p_players uuid[], p_directions extensions.vector[], p_signs int[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update roomtone.playable_sums s
  set songs = s.songs + c.songs, measured = s.measured + c.measured, sum_1 = s.sum_1 + c.s1, sum_2 = s.sum_2 + c.s2,
    sum_3 = s.sum_3 + c.s3, sum_4 = s.sum_4 + c.s4, sum_5 = s.sum_5 + c.s5
  from (
    select g.player_id, sum(g.sign) as songs, coalesce(sum(g.sign) filter (where g.u is not null), 0) as measured,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[1])::bigint), 0) as s1,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[2])::bigint), 0) as s2,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[3])::bigint), 0) as s3,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[4])::bigint), 0) as s4,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[5])::bigint), 0) as s5
    from (
      select d.player_id, d.sign, d.direction::real[]::double precision[] as u
      from unnest(p_players, p_directions, p_signs) as d (player_id, direction, sign)
    ) g
    group by g.player_id
  ) c
  where s.player_id = c.player_id;
end
$$;
comment on function roomtone.change_playable_sums(uuid[], extensions.vector[], int[]) is 'Adds songs to roomtone.playable_sums (sign 1) or subtracts them (-1): arrays of one length, one element per player and song. p_directions: embeddings at unit length, null where unknown. The caller has locked the rows.';
