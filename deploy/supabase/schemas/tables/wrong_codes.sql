create table roomtone.wrong_codes (
  id bigint generated always as identity primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  given_at timestamptz not null
);
comment on table roomtone.wrong_codes is 'Wrong presence codes of the last hour: who gave one and when, not for which room. Kept for the limit of wrong codes, then deleted by the brain.';
comment on column roomtone.wrong_codes.id is 'Order in which they were given.';
comment on column roomtone.wrong_codes.user_id is 'The listener who gave it.';
comment on column roomtone.wrong_codes.given_at is 'When it was given.';

create index wrong_codes_user_id_idx on roomtone.wrong_codes (user_id, given_at desc);
create index wrong_codes_given_at_idx on roomtone.wrong_codes (given_at);

alter table roomtone.wrong_codes enable row level security;
grant select, delete, insert (user_id, given_at), update (given_at) on roomtone.wrong_codes to brain_service;
create policy "Brain counts and deletes wrong codes" on roomtone.wrong_codes for all to brain_service using (true) with check (true);
