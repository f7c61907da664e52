create table public.votes (
  id uuid default gen_random_uuid() primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  vote_value int not null,
  vote_time timestamptz not null default roomtone.now(),
  player_id uuid references public.players (id) on delete set null,
  session_id uuid references public.sessions (id) on delete set null,
  applied_seq bigint,
  weight double precision,
  embedding extensions.vector(5),
  held boolean not null default false,
  excluded boolean not null default false,
  constraint votes_value_range check (vote_value between 1 and 5),
  constraint votes_weight_range check (weight > 0 and weight <= 1)
);
comment on table public.votes is 'What listeners think of songs, 1 (much less of it) to 5 (much more of it).';
comment on column public.votes.id is 'Names the vote.';
comment on column public.votes.user_id is 'Who voted.';
comment on column public.votes.song_id is 'On what.';
comment on column public.votes.vote_value is '1 (much less of it) to 5 (much more of it); 3 moves nothing.';
comment on column public.votes.vote_time is 'When it was cast, by the clock of the database; a change keeps it.';
comment on column public.votes.player_id is 'Where it was cast: the player at which its listener had an active session; null: nowhere.';
comment on column public.votes.session_id is 'The session it was cast in.';
comment on column public.votes.applied_seq is 'Its place in the order in which tastes were moved; null until the brain has applied it.';
comment on column public.votes.weight is 'k, its weight in the room''s reputations, in (0, 1]: min(1, 4/j) for a listener''s j-th vote at this player in 12 hours. Kept on change; null until applied, or cast nowhere.';
comment on column public.votes.embedding is 'The song''s embedding when it was applied; null: it had none, and the vote moved nothing.';
comment on column public.votes.held is 'Whether it is held back from the reputations, because its stay (sessions.stay_id) is not confirmed. False while it waits to be applied, and for old votes, which count at no player.';
comment on column public.votes.excluded is 'Whether a row of roomtone.vote_exclusions covers it. Set by a trigger and by those who change exclusions.';

-- Unique: one place for one vote. A vote that waits is found by votes_unapplied_idx.
create unique index votes_applied_seq_key on public.votes (applied_seq) where applied_seq is not null;
create index votes_user_id_idx on public.votes (user_id, vote_time desc);
create index votes_user_song_idx on public.votes (user_id, song_id, vote_time desc);
create index votes_song_id_idx on public.votes (song_id);
create index votes_player_id_idx on public.votes (player_id, user_id, vote_time);
create index votes_session_id_idx on public.votes (session_id);
create index votes_unapplied_idx on public.votes (user_id, vote_time, id) where applied_seq is null;
-- The leaderboard counts the votes of a month by who cast them, from an index that holds no more than that.
create index votes_vote_time_idx on public.votes (vote_time) include (user_id);

create trigger count_new_votes after insert on public.votes referencing new table as new_votes
for each statement execute function roomtone.count_votes();
create trigger count_changed_votes after update on public.votes referencing old table as old_votes new table as new_votes
for each statement execute function roomtone.count_votes();
create trigger count_deleted_votes after delete on public.votes referencing old table as old_votes
for each statement execute function roomtone.count_votes();
create trigger accept_direct_vote before insert on public.votes
for each row when (current_user in ('anon', 'authenticated')) execute function roomtone.accept_direct_vote();
create trigger set_vote_excluded before insert or update of player_id, vote_time on public.votes
for each row execute function roomtone.set_vote_excluded();
create trigger record_withdrawn_votes after delete on public.votes
referencing old table as gone for each statement execute function roomtone.record_withdrawn_votes();

alter table public.votes enable row level security;
-- Without the embedding, which is a copy of the song's.
grant select (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight) on public.votes to authenticated;
grant insert (user_id, song_id, vote_value, player_id) on public.votes to authenticated;
grant select, delete, insert (id, user_id, song_id, vote_value, vote_time, player_id, session_id, applied_seq, weight, embedding, held),
  update (vote_value, applied_seq, weight, embedding, held) on public.votes to brain_service;
create policy "One's own votes" on public.votes for select to authenticated using ((select auth.uid()) = user_id);
create policy "User votes" on public.votes for insert to authenticated with check ((select auth.uid()) = user_id);
create policy "Brain keeps votes" on public.votes for all to brain_service using (true) with check (true);
