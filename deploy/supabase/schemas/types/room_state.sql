create type roomtone.room_state as (
  player_id uuid, -- the room
  soundscape_seconds int, -- as in players
  vector extensions.vector, -- what the room wants; null: rotation alone
  has_library boolean, -- whether it plays songs of its own library, not of the whole catalogue
  kept roomtone.song_start[], -- the entries that stand, in order, with their expected starts
  next_at timestamptz, -- when the entry after them is expected to start
  recent_plays bigint, -- plays that started within the cool-down
  suspended uuid[], -- songs that it would play, were they not suspended
  playable bigint, -- how many songs it may play now
  full_cool_down boolean -- whether it has so many songs that each one heard or planned cools down for the whole span
);
comment on type roomtone.room_state is 'What the plan of a queue needs to know of its room.';
