create function roomtone.drop_unplayable_entries(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, dropped int)
language plpgsql rows 1
-- Whatever the statistics say, a batch reads the rows of its own rooms by index.
set search_path = '' set enable_seqscan = off set random_page_cost = 1.1 set plan_cache_mode = force_generic_plan
as $$
declare
  v_entries uuid[];
begin
  select array_agg(q.id) into v_entries
  from unnest(p_players) as r (player_id)
  left join roomtone.playable_sums l on l.player_id = r.player_id
  join public.player_queue q on q.player_id = r.player_id
  where (q.player_id, q.song_id) in (select f.player_id, f.song_id from roomtone.suspended_songs(p_players, p_now) f)
    or case when l.player_id is null
      then not exists (select from public.songs s where s.id = q.song_id and s.archived_at is null)
      -- An archived song is not in use in any library.
      else not exists (select from roomtone.library_directions d where d.player_id = q.player_id and d.song_id = q.song_id) end;
  if v_entries is null then
    return;
  end if;
  return query
    with dropped as (
      insert into roomtone.dropped_entries
        (queue_id, player_id, song_id, position, dropped_at, distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation, heard_before, picked_at)
      select q.id, q.player_id, q.song_id, q.position, p_now, q.distance, q.penalty, q.listeners, q.reason,
        q.wanted, q.wanted_unweighted, q.song_vector, q.reputation, q.heard_before, q.picked_at
      from public.player_queue q where q.id = any (v_entries)
      returning dropped_entries.player_id
    )
    select d.player_id, count(*)::int from dropped d group by d.player_id;
  perform roomtone.remove_entries(v_entries);
  perform pg_notify('roomtone_player', d.player_id::text)
  from (select distinct e.player_id from roomtone.dropped_entries e where e.queue_id = any (v_entries)) d;
end
$$;
comment on function roomtone.drop_unplayable_entries(uuid[], timestamptz) is 'Removes from the queues of players, the first places included, the entries whose song may no longer play there: archived, not in the player''s library, or suspended. Keeps them in roomtone.dropped_entries and notifies channel roomtone_player. Returns a row for each player that lost any. The caller has locked the rooms'' rows in collectives.';
