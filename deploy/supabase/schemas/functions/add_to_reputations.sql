create function roomtone.add_to_reputations(p_players uuid[], p_songs uuid[], p_votes int[], p_k double precision[], p_kw double precision[])
returns void
language plpgsql security definer
-- Planning for each vote would take as long as counting it.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  -- One change is the usual case, and its lock is nearly always free: then an expression takes it, without a query.
  if cardinality(p_songs) > 1 or not pg_try_advisory_xact_lock_shared(5, uuid_hash(p_songs[1]) & 63) then
    perform pg_advisory_xact_lock_shared(5, l.lock)
    from (select distinct uuid_hash(c.id) & 63 as lock from unnest(p_songs) as c (id) order by lock) l;
  end if;
  insert into roomtone.song_reputations as known (player_id, song_id, votes, sum_k, sum_kw, direction)
  select change.player_id, change.song_id, change.votes, change.k, change.kw, extensions.l2_normalize(s.embedding)
  from (
    select c.player_id, c.song_id, sum(c.votes) as votes, sum(c.k) as k, sum(c.kw) as kw
    from unnest(p_players, p_songs, p_votes, p_k, p_kw) as c (player_id, song_id, votes, k, kw)
    group by c.player_id, c.song_id
    having sum(c.votes) <> 0 or sum(c.k) <> 0 or sum(c.kw) <> 0
  ) change
  -- A player or song that is being deleted has no sums any more.
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
comment on function roomtone.add_to_reputations(uuid[], uuid[], int[], double precision[], double precision[]) is 'Adds changes of votes to roomtone.song_reputations; arrays of one length, one element per change.';
