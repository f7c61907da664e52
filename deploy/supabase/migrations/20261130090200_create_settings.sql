-- The settings of the installation, and the two logins of the services.

create table roomtone.installation (
  singleton boolean primary key default true check (singleton),
  demo boolean not null default false,
  votes_per_hour int not null default 300 check (votes_per_hour > 0),
  house_votes int not null default 1 check (house_votes in (0, 1)),
  catch_up double precision not null default 4 check (catch_up >= 0),
  room_votes_per_hour int not null default 200 check (room_votes_per_hour > 0),
  vote_changes_per_10_minutes int not null default 300 check (vote_changes_per_10_minutes > 0),
  sessions_per_hour int not null default 60 check (sessions_per_hour > 0)
);
comment on table roomtone.installation is 'One row: settings that both services and the database must agree on.';
comment on column roomtone.installation.singleton is 'Always true: there is one row.';
comment on column roomtone.installation.demo is 'True where demo accounts with known passwords exist: services in production refuse to start.';
comment on column roomtone.installation.votes_per_hour is 'How many votes one listener may cast in any 60 minutes, through the API or directly.';
comment on column roomtone.installation.house_votes is 'Weight of the house voice in a collective: 1, or 0 for listeners alone.';
comment on column roomtone.installation.catch_up is 'Factor c in the weight e^(-c*d) of a listener with ledger d: how strongly those count more who were served worse lately; 0: all count alike.';
comment on column roomtone.installation.room_votes_per_hour is 'How many votes one listener may cast in one room in any 60 minutes, through the API or directly. Whoever votes on each song of 180 s and on the five after it comes to 126.';
comment on column roomtone.installation.vote_changes_per_10_minutes is 'How often one listener may change votes or take them back in any 10 minutes.';
comment on column roomtone.installation.sessions_per_hour is 'How many sessions one listener may begin in any 60 minutes, through the API or directly.';
alter table roomtone.installation enable row level security;
insert into roomtone.installation default values;

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

-- A pod that loses its connection within a transaction keeps its locks until PostgreSQL gives the connection up, which by default takes
-- hours, and those who wait for these locks keep others waiting with the locks that they hold. Both logins wait for a lock no longer than
-- a caller would, and less than for a connection of their pool (5 s); a transaction in which nothing happens is ended. These are settings
-- of the roles, so that they hold through every pooler and for everything that logs in as a service.
alter role brain_service set lock_timeout = '4s';
alter role brain_service set idle_in_transaction_session_timeout = '10s';
alter role manager_service set lock_timeout = '4s';
alter role manager_service set idle_in_transaction_session_timeout = '10s';

update roomtone.schema_version set version = 20261130090200;
