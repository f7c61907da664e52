create function roomtone.fill_changed_rooms(p_players uuid[])
returns table (player_id uuid, changed int, listeners int, booked int, traceparents text[])
language plpgsql
-- The table is mostly empty; a plan made for an empty table would read all of it ever after.
set search_path = '' set enable_seqscan = off
as $$
declare
  v_changes bigint[];
  v_rooms uuid[];
  v_playable_changed uuid[];
  v_traced_rooms uuid[];
  v_traceparents text[];
begin
  select array_agg(m.id), array_agg(distinct m.player_id), array_agg(distinct m.player_id) filter (where m.playable_changed),
    array_agg(m.player_id) filter (where m.traceparent is not null), array_agg(m.traceparent) filter (where m.traceparent is not null)
  into v_changes, v_rooms, v_playable_changed, v_traced_rooms, v_traceparents
  from (
    select c.id, c.player_id, c.playable_changed, c.traceparent
    from roomtone.room_changes c where c.player_id = any (p_players) for update skip locked
  ) m;
  if v_changes is null then
    return;
  end if;
  return query
    with filled as materialized (
      select f.player_id, f.changed, f.listeners, f.booked from roomtone.queue_fill(v_rooms, p_playable_changed => coalesce(v_playable_changed, '{}')) f
    ),
    followed as (
      delete from roomtone.room_changes c
      where c.id = any (v_changes) and c.player_id in (select f.player_id from filled f)
    )
    select f.player_id, f.changed, f.listeners, f.booked, traced.traceparents
    from filled f
    left join (
      select t.player_id, array_agg(distinct t.traceparent) as traceparents
      from unnest(v_traced_rooms, v_traceparents) as t (player_id, traceparent) group by t.player_id
    ) traced on traced.player_id = f.player_id;
end
$$;
comment on function roomtone.fill_changed_rooms(uuid[]) is 'Fills the queues of those players that have rows in roomtone.room_changes, and deletes these rows, except for rows that another transaction has locked. Returns a row for each player done, as roomtone.queue_fill does, with the recorded spans that changed the room (null for none); players that another replica fills, or that have no rows any more, are missing.';
grant execute on function roomtone.fill_changed_rooms(uuid[]) to brain_service;
