create table roomtone.withdrawn_votes (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  vote_time timestamptz not null,
  player_id uuid references public.players (id) on delete set null
);
comment on table roomtone.withdrawn_votes is 'Votes of the last hour that were withdrawn, merged into an earlier one or erased: who cast them, where and when, not on what. Kept for the limits of votes an hour, then deleted by the brain.';
comment on column roomtone.withdrawn_votes.id is 'The vote''s.';
comment on column roomtone.withdrawn_votes.user_id is 'Whose it was.';
comment on column roomtone.withdrawn_votes.vote_time is 'When it was cast.';
comment on column roomtone.withdrawn_votes.player_id is 'In which room; null: nowhere.';

create index withdrawn_votes_user_id_idx on roomtone.withdrawn_votes (user_id, vote_time desc);
create index withdrawn_votes_player_id_idx on roomtone.withdrawn_votes (player_id);

alter table roomtone.withdrawn_votes enable row level security;
-- Locking a row requires the privilege to update one of its columns.
grant select, delete, update (vote_time) on roomtone.withdrawn_votes to brain_service;
create policy "Brain counts and forgets withdrawn votes" on roomtone.withdrawn_votes for all to brain_service using (true) with check (true);
