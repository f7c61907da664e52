create function roomtone.follow_marks(p_players uuid[]) returns table (player_id uuid, changed int, listeners int, booked int)
language plpgsql
-- The table of marks is mostly empty, and a plan made then would read all of it ever after.
set search_path = '' set enable_seqscan = off
as $$
declare
  v_marks bigint[];
  v_rooms uuid[];
begin
  select array_agg(m.id), array_agg(distinct m.player_id) into v_marks, v_rooms
  from (
    select c.id, c.player_id from roomtone.room_changes c where c.player_id = any (p_players) for update skip locked
  ) m;
  if v_marks is null then
    return;
  end if;
  return query
    with filled as materialized (
      select f.player_id, f.changed, f.listeners, f.booked from roomtone.queue_fill(v_rooms) f
    ),
    followed as (
      delete from roomtone.room_changes c
      where c.id = any (v_marks) and c.player_id in (select f.player_id from filled f)
    )
    select f.player_id, f.changed, f.listeners, f.booked from filled f;
end
$$;
comment on function roomtone.follow_marks(uuid[]) is 'Fills the queues of those players that are marked in roomtone.room_changes, and removes the marks that no other replica has taken. Returns a row for each player done, as roomtone.queue_fill does; those that another replica is at, or that are not marked any more, are missing.';
grant execute on function roomtone.follow_marks(uuid[]) to brain_service;
