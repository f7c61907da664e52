create function roomtone.queue_fill(p_players uuid[], p_older_than interval default null, p_playable_changed uuid[] default null)
returns table (player_id uuid, changed int, listeners int, booked int)
language plpgsql security definer
-- To compile a statement, or to share it out among processes, would take longer than to run it; and whatever the fleet, a batch
-- looks up its own rows.
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0 set enable_seqscan = off set random_page_cost = 1.1
set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := roomtone.now();
  v_rooms uuid[];
  v_booked_rooms uuid[];
  v_booked_plays int[];
  v_checked uuid[];
  v_dropped_rooms uuid[];
  v_dropped_entries int[];
  v_keep int[];
begin
  select array_agg(owned.player_id) into v_rooms
  from (
    select c.player_id from roomtone.collectives c join public.players p on p.id = c.player_id
    where c.player_id = any (p_players) and p.archived_at is null
      and (p_older_than is null or c.computed_at <= v_now - p_older_than)
    order by c.player_id
    for update of c skip locked
  ) owned;
  if v_rooms is null then
    return;
  end if;
  select array_agg(b.player_id), array_agg(b.plays) into v_booked_rooms, v_booked_plays
  from roomtone.book_plays(v_rooms, v_now) b;
  update roomtone.collectives c
  set vector = t.vector, unweighted = t.unweighted, listeners = t.listeners, house = t.house, computed_at = v_now
  from roomtone.collective_tastes(v_rooms, v_now) t
  where c.player_id = t.player_id;
  v_checked := array(select r.player_id from unnest(v_rooms) as r (player_id) where coalesce(r.player_id = any (p_playable_changed), true));
  if v_checked <> '{}' then
    select array_agg(d.player_id), array_agg(d.dropped) into v_dropped_rooms, v_dropped_entries
    from roomtone.drop_unplayable_entries(v_checked, v_now) d;
  end if;
  -- When a song has just started all is planned anew, else the first entry stands.
  v_keep := array(
    select case when r.player_id = any (v_booked_rooms) then 0 else 1 end
    from unnest(v_rooms) with ordinality as r (player_id, place) order by r.place);
  return query
    select w.player_id, w.changed + coalesce(d.entries, 0), c.listeners, coalesce(b.plays, 0)
    from roomtone.write_queues(v_rooms, v_keep, true, v_now) w
    join roomtone.collectives c on c.player_id = w.player_id
    left join unnest(v_booked_rooms, v_booked_plays) as b (player_id, plays) on b.player_id = w.player_id
    left join unnest(v_dropped_rooms, v_dropped_entries) as d (player_id, entries) on d.player_id = w.player_id;
end
$$;
comment on function roomtone.queue_fill(uuid[], interval, uuid[]) is 'The brain''s writer. For each player that no other transaction has locked, and whose queue was not filled for p_older_than: books the plays that moved its queue on, computes its collective, drops the entries whose song may no longer play there (if p_playable_changed is given only at the players that it names), and fills the queue: all of it when a song has just started, else all behind the first entry. Returns a row for each player done; locked players are missing and have to be tried again.';
grant execute on function roomtone.queue_fill(uuid[], interval, uuid[]) to brain_service;
