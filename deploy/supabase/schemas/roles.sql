-- The logins of the two services, and which schemas they may use.
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

grant usage on schema public, extensions, roomtone to brain_service, manager_service;
grant usage on schema public, extensions to anon, authenticated;
