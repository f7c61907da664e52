create table roomtone.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default roomtone.now(),
  actor_id uuid not null,
  action text not null,
  thing text not null,
  thing_id uuid,
  before jsonb,
  after jsonb,
  request_id text,
  constraint audit_log_action_form check (action ~ '^[a-z]+(-[a-z]+)*$'),
  constraint audit_log_thing_known check (thing in ('player', 'song', 'user'))
);
comment on table roomtone.audit_log is 'What staff changed, one line a change; written once, never changed by a service. Holds no token, no hash of one and no e-mail address.';
comment on column roomtone.audit_log.id is 'Names the line; of two lines the later has the greater.';
comment on column roomtone.audit_log.at is 'When.';
comment on column roomtone.audit_log.actor_id is 'Who: the user''s id in Supabase Auth. No reference: the line outlives the account.';
comment on column roomtone.audit_log.action is 'What was done, in a word or two: create, change, skip, change-library.';
comment on column roomtone.audit_log.thing is 'Kind of what was changed: player, song or user (whose roles).';
comment on column roomtone.audit_log.thing_id is 'Which one; null: many at once, named in before and after.';
comment on column roomtone.audit_log.before is 'What differed, as it was: an object by field; null for what is new or has nothing to show.';
comment on column roomtone.audit_log.after is 'The same fields as they became.';
comment on column roomtone.audit_log.request_id is 'The request that did it, as in the log and in the answer''s X-Request-Id.';

create index audit_log_at_idx on roomtone.audit_log (at desc, id desc);
create index audit_log_thing_id_idx on roomtone.audit_log (thing_id, at desc, id desc);
create index audit_log_actor_id_idx on roomtone.audit_log (actor_id, at desc, id desc);

alter table roomtone.audit_log enable row level security;
grant select, insert (actor_id, action, thing, thing_id, before, after, request_id) on roomtone.audit_log to manager_service;
create policy "Manager reads what was changed" on roomtone.audit_log for select to manager_service using (true);
create policy "Manager adds what was changed" on roomtone.audit_log for insert to manager_service with check (true);
