-- What a room thinks of a song lies with the direction of that song: the house voice of a room reads its own rows instead of looking up
-- each song that was ever voted on there.

-- Brains and managers are at work meanwhile. Whoever counts a vote or moves an embedding right now has begun by the rules of before, and knows of
-- no direction: they end first, and the next ones wait.
lock table public.songs, public.votes in share row exclusive mode;

alter table roomtone.song_reputations add column direction extensions.vector(5);
alter table roomtone.song_reputations alter column direction set storage plain; -- read as it lies, never unpacked
comment on column roomtone.song_reputations.direction is 'The song''s embedding at unit length, in use or not; null: unknown. Kept by triggers on songs.';
comment on table roomtone.song_reputations is $$Running sums over the votes cast at a player for a song; kept by triggers on votes, and on songs for their direction. They follow from the votes:
select roomtone.rebuild_song_reputations()$$;

create function roomtone.rebuild_song_reputations() returns void
language plpgsql
set search_path = ''
as $$
begin
  lock table public.songs, public.votes in share row exclusive mode;
  delete from roomtone.song_reputations;
  insert into roomtone.song_reputations (player_id, song_id, votes, sum_k, sum_kw, direction)
  select v.player_id, v.song_id, v.votes, v.k, v.kw, extensions.l2_normalize(s.embedding)
  from (
    select player_id, song_id, count(*) as votes, sum(weight) as k, sum(weight * (vote_value - 3) / 2.0) as kw
    from public.votes where player_id is not null and weight is not null group by player_id, song_id
  ) v
  join public.songs s on s.id = v.song_id;
end
$$;
comment on function roomtone.rebuild_song_reputations() is 'Counts roomtone.song_reputations anew from votes and songs; whoever writes these waits meanwhile.';
revoke execute on function roomtone.rebuild_song_reputations() from public;
select roomtone.rebuild_song_reputations();

-- A reputation that is made while an embedding moves must not keep the direction of before. Whoever counts a vote shares the lock of its song,
-- whoever moves the embedding holds it alone until it is committed. Songs share 64 locks (5, 0..63), so that a whole catalogue can move at once; rows of
-- songs are not locked for it, as queues refer to them. A statement takes its locks in one order, and the catalogue's row of
-- roomtone.playable_sums before them, also where a song that is deleted takes its votes along: two statements never wait for each other.
-- Whoever counts votes or moves embeddings by several statements of one transaction may meet somebody who holds what they want next,
-- and be told to try again (40P01).
create function roomtone.turn_reputations(p_songs uuid[]) returns void
language plpgsql security definer
set search_path = '' set enable_seqscan = off
as $$
begin
  perform pg_advisory_xact_lock(5, l.lock)
  from (select distinct uuid_hash(m.id) & 63 as lock from unnest(p_songs) as m (id) order by lock) l;
  update roomtone.song_reputations r set direction = extensions.l2_normalize(s.embedding)
  from public.songs s where s.id = any (p_songs) and r.song_id = s.id;
end
$$;
comment on function roomtone.turn_reputations(uuid[]) is 'Songs sound different now: what rooms think of them keeps their direction. Called with the catalogue''s row of roomtone.playable_sums held.';
revoke execute on function roomtone.turn_reputations(uuid[]) from public;

create or replace function roomtone.count_songs() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_catalogue constant uuid := '00000000-0000-0000-0000-000000000000';
  v_changed uuid[];
  v_moved uuid[];
  v_gone extensions.vector[] := '{}';
  v_come extensions.vector[] := '{}';
  v_players uuid[];
  v_songs uuid[];
begin
  if tg_op = 'UPDATE' then
    select array_agg(c.id), array_agg(c.id) filter (where c.moved) into v_changed, v_moved
    from (
      select n.id, n.embedding::text is distinct from o.embedding::text as moved, (n.archived_at is null) <> (o.archived_at is null) as used
      from new_rows n join old_rows o on o.id = n.id
    ) c
    where c.moved or c.used;
    if v_changed is null then
      return null;
    end if;
  end if;
  if tg_op <> 'INSERT' then
    select coalesce(array_agg(o.embedding), '{}') into v_gone
    from old_rows o where o.archived_at is null and (v_changed is null or o.id = any (v_changed));
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(n.embedding), '{}') into v_come
    from new_rows n where n.archived_at is null and (v_changed is null or n.id = any (v_changed));
  end if;
  perform from roomtone.playable_sums s where s.player_id = v_catalogue for update;
  update roomtone.playable_sums s
  set songs = s.songs + c.songs, measured = s.measured + c.measured, sum_1 = s.sum_1 + c.s1, sum_2 = s.sum_2 + c.s2,
    sum_3 = s.sum_3 + c.s3, sum_4 = s.sum_4 + c.s4, sum_5 = s.sum_5 + c.s5
  from (
    select sum(g.sign) as songs, coalesce(sum(g.sign) filter (where g.u is not null), 0) as measured,
      coalesce(sum(g.sign * round(1e9 * g.u[1])::bigint), 0) as s1, coalesce(sum(g.sign * round(1e9 * g.u[2])::bigint), 0) as s2,
      coalesce(sum(g.sign * round(1e9 * g.u[3])::bigint), 0) as s3, coalesce(sum(g.sign * round(1e9 * g.u[4])::bigint), 0) as s4,
      coalesce(sum(g.sign * round(1e9 * g.u[5])::bigint), 0) as s5
    from (
      select -1 as sign, extensions.l2_normalize(gone.embedding)::real[]::double precision[] as u from unnest(v_gone) as gone (embedding)
      union all
      select 1, extensions.l2_normalize(come.embedding)::real[]::double precision[] from unnest(v_come) as come (embedding)
    ) g
    having count(*) > 0
  ) c
  where s.player_id = v_catalogue;
  if tg_op = 'UPDATE' then
    select array_agg(l.player_id), array_agg(l.song_id) into v_players, v_songs
    from public.player_library l where l.song_id = any (v_changed);
    if v_players is not null then
      perform roomtone.take_from_libraries(v_players, v_songs);
      perform roomtone.add_to_libraries(v_players, v_songs);
    end if;
  end if;
  if v_moved is not null then
    perform roomtone.turn_reputations(v_moved);
  end if;
  return null;
end
$$;
comment on function roomtone.count_songs() is 'Trigger on songs: keeps the catalogue''s row of roomtone.playable_sums, and what libraries and reputations know of songs that come into use, go out of it or sound different now. A song that is deleted leaves these by its own rows there.';

create or replace function roomtone.add_to_reputations(p_players uuid[], p_songs uuid[], p_votes int[], p_k double precision[], p_kw double precision[])
returns void
language plpgsql security definer
-- To plan for each vote would take as long as to count it.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  perform pg_advisory_xact_lock_shared(5, l.lock)
  from (select distinct uuid_hash(c.id) & 63 as lock from unnest(p_songs) as c (id) order by lock) l;
  insert into roomtone.song_reputations as known (player_id, song_id, votes, sum_k, sum_kw, direction)
  select change.player_id, change.song_id, change.votes, change.k, change.kw, extensions.l2_normalize(s.embedding)
  from (
    select c.player_id, c.song_id, sum(c.votes) as votes, sum(c.k) as k, sum(c.kw) as kw
    from unnest(p_players, p_songs, p_votes, p_k, p_kw) as c (player_id, song_id, votes, k, kw)
    group by c.player_id, c.song_id
    having sum(c.votes) <> 0 or sum(c.k) <> 0 or sum(c.kw) <> 0
  ) change
  -- a player or song that is being removed takes its sums along
  join public.songs s on s.id = change.song_id
  where exists (select from public.players p where p.id = change.player_id)
  order by change.player_id, change.song_id
  on conflict (player_id, song_id) do update
  set votes = known.votes + excluded.votes, sum_k = known.sum_k + excluded.sum_k, sum_kw = known.sum_kw + excluded.sum_kw;
  if 0 > any (p_votes) then
    delete from roomtone.song_reputations r
    using unnest(p_players, p_songs) as change (player_id, song_id)
    where r.player_id = change.player_id and r.song_id = change.song_id and r.votes <= 0;
  end if;
  insert into roomtone.room_changes (player_id) select distinct player_id from unnest(p_players) as change (player_id);
end
$$;

create or replace function roomtone.house_voices(p_players uuid[], p_now timestamptz) returns table (player_id uuid, house extensions.vector)
language plpgsql stable rows 20
set search_path = ''
as $$
begin
  return query
    with voted as materialized (
      select r.player_id, v.*
      from unnest(p_players) as r (player_id)
      cross join lateral (
        select count(e.s) as measured, sum(e.k) filter (where e.s is not null) as k, sum(e.kw) filter (where e.s is not null) as kw,
          sum(e.kw) / (sum(e.k) + 5) as mean_vote,
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
    benched as materialized (
      select b.player_id, count(*) as songs, sum(round(1e9 * b.u[1])) as sum_1, sum(round(1e9 * b.u[2])) as sum_2,
        sum(round(1e9 * b.u[3])) as sum_3, sum(round(1e9 * b.u[4])) as sum_4, sum(round(1e9 * b.u[5])) as sum_5
      from (
        select x.player_id, extensions.l2_normalize(x.embedding)::real[]::double precision[] as u
        from roomtone.benched_songs(p_players, p_now) x where x.embedding is not null
      ) b
      group by b.player_id
    ),
    compared as (
      select v.*, v.kw - v.mean_vote * v.k as lift, 1e9 * greatest(p.measured - coalesce(b.songs, 0), 1)::double precision as songs,
        p.sum_1 - coalesce(b.sum_1, 0) as m1, p.sum_2 - coalesce(b.sum_2, 0) as m2, p.sum_3 - coalesce(b.sum_3, 0) as m3,
        p.sum_4 - coalesce(b.sum_4, 0) as m4, p.sum_5 - coalesce(b.sum_5, 0) as m5
      from voted v
      left join roomtone.playable_sums l on l.player_id = v.player_id
      join roomtone.playable_sums p on p.player_id = coalesce(l.player_id, '00000000-0000-0000-0000-000000000000')
      left join benched b on b.player_id = v.player_id
    )
    select c.player_id, roomtone.unit(array[
        c.w1 - c.mean_vote * c.k1 - c.lift * c.m1 / c.songs, c.w2 - c.mean_vote * c.k2 - c.lift * c.m2 / c.songs,
        c.w3 - c.mean_vote * c.k3 - c.lift * c.m3 / c.songs, c.w4 - c.mean_vote * c.k4 - c.lift * c.m4 / c.songs,
        c.w5 - c.mean_vote * c.k5 - c.lift * c.m5 / c.songs], 1e-6 * c.k)
    from compared c;
end
$$;

update roomtone.schema_version set version = 20261124170000;
