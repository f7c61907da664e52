create function roomtone.house_voices(p_players uuid[], p_now timestamptz) returns table (player_id uuid, house extensions.vector)
language plpgsql stable rows 20 set search_path = ''
as $$
begin
  return query
    with voted as materialized (
      select r.player_id, v.*
      from unnest(p_players) as r (player_id)
      cross join lateral (
        select count(e.s) as measured, sum(e.k) filter (where e.s is not null) as k, sum(e.kw) filter (where e.s is not null) as kw,
          sum(e.kw) / (sum(e.k) + (roomtone.rules()).prior_votes) as mean_vote,
          sum(e.k * e.s[1]) as k1, sum(e.k * e.s[2]) as k2, sum(e.k * e.s[3]) as k3, sum(e.k * e.s[4]) as k4, sum(e.k * e.s[5]) as k5,
          sum(e.kw * e.s[1]) as w1, sum(e.kw * e.s[2]) as w2, sum(e.kw * e.s[3]) as w3, sum(e.kw * e.s[4]) as w4, sum(e.kw * e.s[5]) as w5
        from (
          -- Measured once: offset keeps the sums from asking for it again.
          select t.sum_k as k, t.sum_kw as kw, t.direction::real[] as s
          from roomtone.song_reputations t where t.player_id = r.player_id offset 0
        ) e
      ) v
      where v.measured > 0
    ),
    suspended as materialized (
      select b.player_id, count(*) as songs, sum(round((roomtone.rules()).sum_scale * b.u[1])) as sum_1, sum(round((roomtone.rules()).sum_scale * b.u[2])) as sum_2,
        sum(round((roomtone.rules()).sum_scale * b.u[3])) as sum_3, sum(round((roomtone.rules()).sum_scale * b.u[4])) as sum_4, sum(round((roomtone.rules()).sum_scale * b.u[5])) as sum_5
      from (
        select x.player_id, extensions.l2_normalize(x.embedding)::real[]::double precision[] as u
        from roomtone.suspended_songs(p_players, p_now) x where x.embedding is not null
      ) b
      group by b.player_id
    ),
    compared as (
      select v.*, v.kw - v.mean_vote * v.k as lift, (roomtone.rules()).sum_scale * greatest(p.measured - coalesce(b.songs, 0), 1)::double precision as songs,
        p.sum_1 - coalesce(b.sum_1, 0) as m1, p.sum_2 - coalesce(b.sum_2, 0) as m2, p.sum_3 - coalesce(b.sum_3, 0) as m3,
        p.sum_4 - coalesce(b.sum_4, 0) as m4, p.sum_5 - coalesce(b.sum_5, 0) as m5
      from voted v
      left join roomtone.playable_sums l on l.player_id = v.player_id
      join roomtone.playable_sums p on p.player_id = coalesce(l.player_id, roomtone.catalogue())
      left join suspended b on b.player_id = v.player_id
    )
    select c.player_id, roomtone.unit_vector(array[
        c.w1 - c.mean_vote * c.k1 - c.lift * c.m1 / c.songs, c.w2 - c.mean_vote * c.k2 - c.lift * c.m2 / c.songs,
        c.w3 - c.mean_vote * c.k3 - c.lift * c.m3 / c.songs, c.w4 - c.mean_vote * c.k4 - c.lift * c.m4 / c.songs,
        c.w5 - c.mean_vote * c.k5 - c.lift * c.m5 / c.songs], (roomtone.rules()).zero_length * c.k)
    from compared c;
end
$$;
comment on function roomtone.house_voices(uuid[], timestamptz) is 'h = unit(sum of k(w - mean w)(s - mean s)) over the votes cast at each player, from the running sums; mean s is the mean direction of its playable songs, from roomtone.playable_sums less what is suspended. No row for a player without votes on songs that have an embedding; null where they say nothing: what is shorter than 1e-6 of the votes'' weight is what is left of sums that cancel out, and of directions in single precision.';
