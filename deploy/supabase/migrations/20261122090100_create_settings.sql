-- The clock, the settings of the installation, and the two logins of the services.

create function roomtone.now() returns timestamptz
language sql volatile parallel safe
set search_path = ''
as $$ select clock_timestamp() $$;
comment on function roomtone.now() is 'The only clock of Roomtone in SQL. Tests replace it in their throw-away databases.';

create table roomtone.installation (
  singleton boolean primary key default true check (singleton),
  demo boolean not null default false,
  votes_per_hour int not null default 300 check (votes_per_hour > 0),
  house_votes int not null default 1 check (house_votes in (0, 1)),
  catch_up double precision not null default 4 check (catch_up >= 0)
);
comment on table roomtone.installation is 'One row: settings that both services and the database must agree on.';
comment on column roomtone.installation.singleton is 'Always true: there is one row.';
comment on column roomtone.installation.demo is 'True where demo accounts with known passwords exist: services in production refuse to start.';
comment on column roomtone.installation.votes_per_hour is 'How many votes one listener may cast in any 60 minutes, through the API or directly.';
comment on column roomtone.installation.house_votes is 'Voices that the house has in a collective: 1, or 0 for listeners alone.';
comment on column roomtone.installation.catch_up is 'How strongly listeners who got little lately count more (the 4 in e^(-4d)); 0 for equal voices.';
alter table roomtone.installation enable row level security;
insert into roomtone.installation default values;

create table roomtone.rejected_rows (
  id bigint generated always as identity primary key,
  table_name text not null,
  content jsonb not null,
  reason text not null
);
comment on table roomtone.rejected_rows is 'Rows of the original schema that say nothing any more (no listener, no song, a queue entry twice), kept as they were when it was taken over.';
comment on column roomtone.rejected_rows.id is 'Order of rejection.';
comment on column roomtone.rejected_rows.table_name is 'Where the row was.';
comment on column roomtone.rejected_rows.content is 'The row.';
comment on column roomtone.rejected_rows.reason is 'Why it could not stay.';
alter table roomtone.rejected_rows enable row level security;

do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'brain_service') then
    create role brain_service login noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'manager_service') then
    create role manager_service login noinherit;
  end if;
end
$$;
comment on role brain_service is 'The login of brain-service. Made without a password: the operator sets one.';
comment on role manager_service is 'The login of manager-service. Made without a password: the operator sets one.';
alter role brain_service set search_path = public, extensions;
alter role manager_service set search_path = public, extensions;

update roomtone.schema_version set version = 20261122090100;
