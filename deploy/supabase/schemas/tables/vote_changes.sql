create table roomtone.vote_changes (
  id bigint generated always as identity primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  changed_at timestamptz not null
);
comment on table roomtone.vote_changes is 'Changes and withdrawals of votes within the last 10 minutes: who and when, not which vote. Kept for the limit of changes, then deleted by the brain.';
comment on column roomtone.vote_changes.id is 'Order of change.';
comment on column roomtone.vote_changes.user_id is 'The listener who changed a vote or took it back.';
comment on column roomtone.vote_changes.changed_at is 'When that was.';

create index vote_changes_user_id_idx on roomtone.vote_changes (user_id, changed_at desc);
create index vote_changes_changed_at_idx on roomtone.vote_changes (changed_at);

alter table roomtone.vote_changes enable row level security;
-- Locking a row requires the privilege to update one of its columns.
grant select, delete, insert (user_id, changed_at), update (changed_at) on roomtone.vote_changes to brain_service;
create policy "Brain counts and forgets changes" on roomtone.vote_changes for all to brain_service using (true) with check (true);
