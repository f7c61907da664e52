create table roomtone.library_directions (
  player_id uuid not null,
  song_id uuid not null,
  direction extensions.vector(5),
  primary key (player_id, song_id)
);
comment on table roomtone.library_directions is 'The songs in use of each library, kept by triggers on player_library and songs; see roomtone.playable_sums.';
comment on column roomtone.library_directions.player_id is 'Whose library.';
comment on column roomtone.library_directions.song_id is 'A song in use.';
comment on column roomtone.library_directions.direction is 'Its embedding at unit length; null: unknown.';

alter table roomtone.library_directions enable row level security;
