create type roomtone.planned_entry as (
  player_id uuid, -- the room
  place int, -- 1 is what plays next
  kept boolean, -- whether the entry stands as it was picked before; of its song only the id is known then
  song roomtone.candidate -- the song, with what it was picked for
);
comment on type roomtone.planned_entry is 'An entry of a queue as planned.';
