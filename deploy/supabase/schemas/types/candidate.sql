create type roomtone.candidate as (
  song_id uuid, -- the song
  distance double precision, -- cosine distance from what the room wants, 0..2; null for rotation
  penalty double precision, -- recency penalty; null for rotation
  reputation double precision, -- reputation in the room, -1..1; null for rotation
  last_played timestamptz, -- latest start in the room; null: never played there, or not looked up
  direction extensions.vector, -- embedding at unit length; null for rotation
  type text, -- as in songs; null: direction, type and duration are not looked up yet
  duration int -- as in songs, seconds
);
comment on type roomtone.candidate is 'A song that may be picked for a place in a queue.';
