-- The marks of a batch of rooms are found by room: among the marks of a whole fleet that changed at once each batch read them all.

create index room_changes_player_id_idx on roomtone.room_changes (player_id);

create function roomtone.take_marks(p_players uuid[]) returns table (id bigint, player_id uuid)
language plpgsql
-- The table is mostly empty, and a plan made then would read all of it ever after.
set search_path = '' set enable_seqscan = off
as $$
begin
  return query
    select c.id, c.player_id from roomtone.room_changes c where c.player_id = any (p_players) for update skip locked;
end
$$;
comment on function roomtone.take_marks(uuid[]) is 'Takes the marks of rooms, until the transaction ends, that no other replica has taken: a row each.';
revoke execute on function roomtone.take_marks(uuid[]) from public;
grant execute on function roomtone.take_marks(uuid[]) to brain_service;

update roomtone.schema_version set version = 20261124150100;
