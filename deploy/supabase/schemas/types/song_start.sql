create type roomtone.song_start as (
  song_id uuid, -- the song
  starts_at timestamptz -- when it started or is expected to start
);
comment on type roomtone.song_start is 'A start of a song, played or planned.';
