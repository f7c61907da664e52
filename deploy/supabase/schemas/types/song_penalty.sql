create type roomtone.song_penalty as (
  song_id uuid, -- the song
  penalty double precision -- recency penalty, in units of cosine distance, above 0
);
comment on type roomtone.song_penalty is 'A song that a player has started lately, and what that adds to its distance.';
