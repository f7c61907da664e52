create table roomtone.song_reputations (
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  votes int not null,
  sum_k double precision not null,
  sum_kw double precision not null,
  direction extensions.vector(5),
  primary key (player_id, song_id)
);
-- Stored inline and uncompressed, as it is read with every fill.
alter table roomtone.song_reputations alter column direction set storage plain;
comment on table roomtone.song_reputations is $$Running sums over the votes cast at a player for a song, without those that are held back or excluded; kept by triggers on votes, and on songs for their direction. They follow from the votes:
select roomtone.rebuild_song_reputations()$$;
comment on column roomtone.song_reputations.player_id is 'Where the votes were cast.';
comment on column roomtone.song_reputations.song_id is 'On what.';
comment on column roomtone.song_reputations.votes is 'How many.';
comment on column roomtone.song_reputations.sum_k is 'Sum of their weights k.';
comment on column roomtone.song_reputations.sum_kw is 'Sum of k*w, w = (vote_value - 3)/2.';
comment on column roomtone.song_reputations.direction is 'The song''s embedding at unit length, in use or not; null: unknown. Kept by triggers on songs.';

create index song_reputations_song_id_idx on roomtone.song_reputations (song_id);

alter table roomtone.song_reputations enable row level security;
