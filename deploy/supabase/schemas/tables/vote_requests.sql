create table roomtone.vote_requests (
  user_id uuid not null references public.profiles (id) on delete cascade,
  idempotency_key uuid not null,
  request_hash bytea not null,
  status int not null,
  response jsonb not null,
  created_at timestamptz not null default roomtone.now(),
  primary key (user_id, idempotency_key)
);
comment on table roomtone.vote_requests is 'Answers to votes sent with an Idempotency-Key, kept for 24 hours: the same request gets the same answer.';
comment on column roomtone.vote_requests.user_id is 'Who asked.';
comment on column roomtone.vote_requests.idempotency_key is 'The key that the caller chose.';
comment on column roomtone.vote_requests.request_hash is 'SHA-256 of the request''s meaning; another request under the same key is refused.';
comment on column roomtone.vote_requests.status is 'HTTP status that was answered.';
comment on column roomtone.vote_requests.response is 'Body that was answered.';
comment on column roomtone.vote_requests.created_at is 'When it was answered.';

create index vote_requests_created_at_idx on roomtone.vote_requests (created_at);

alter table roomtone.vote_requests enable row level security;
grant select, insert, update, delete on roomtone.vote_requests to brain_service;
create policy "Brain keeps answers" on roomtone.vote_requests for all to brain_service using (true) with check (true);
