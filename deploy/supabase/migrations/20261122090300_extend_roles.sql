-- One row per user and role. Exact duplicates go, the first of each stays.

delete from public.roles r using public.roles twin
where r.user_id = twin.user_id and r.role = twin.role and r.id > twin.id;
-- A row without user or role says nothing about anybody.
with rejected as (
  delete from public.roles where user_id is null or role is null returning *
)
insert into roomtone.rejected_rows (table_name, content, reason)
select 'roles', to_jsonb(rejected), 'no user or no role' from rejected;

alter table public.roles
  alter column user_id set not null,
  alter column role set not null,
  add constraint roles_user_role_key unique (user_id, role);

comment on column public.roles.id is 'Names the row.';
comment on column public.roles.user_id is 'Who.';
comment on column public.roles.role is 'admin: everything; manager: the players whose manager_id it is.';

update roomtone.schema_version set version = 20261122090300;
