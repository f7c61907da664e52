-- Schema public holds what a browser may reach through the Data API, schema roomtone the rest.
create schema if not exists roomtone;
comment on schema roomtone is 'Functions, collectives, ledgers, reputations and settings of Roomtone. Browsers have no access to it.';
revoke all on schema roomtone from public;

-- New objects are open to nobody by themselves, whatever the project grants by default: each file grants by name.
alter default privileges in schema public, roomtone revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public, roomtone revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public, roomtone revoke all on functions from anon, authenticated, service_role;
-- PUBLIC may execute every function by default; that can only be revoked for all schemas at once.
alter default privileges revoke execute on functions from public;
