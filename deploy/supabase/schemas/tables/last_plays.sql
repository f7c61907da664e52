-- The last play of each song is kept apart, so that years of history do not slow the pick.
create table roomtone.last_plays (
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  played_at timestamptz not null,
  -- With the time in it this index is always the cheaper one for a few songs of one player; the whole history is in the other.
  primary key (player_id, song_id) include (played_at)
);
comment on table roomtone.last_plays is 'When each player last started each song; kept up to date by a trigger on songs_playing.';
comment on column roomtone.last_plays.player_id is 'Where.';
comment on column roomtone.last_plays.song_id is 'What.';
comment on column roomtone.last_plays.played_at is 'The latest start.';

create index last_plays_song_id_idx on roomtone.last_plays (song_id, played_at desc);
create index last_plays_player_idx on roomtone.last_plays (player_id, played_at, song_id);

alter table roomtone.last_plays enable row level security;
