-- What a Supabase project has before the first migration, as far as Roomtone relies on it. Run as the superuser
-- supabase_admin, at every start, so each statement may find its work done.
--
-- Roles belong to the whole cluster, everything else to one database.

select pg_advisory_xact_lock(hashtext('roomtone_local: roles'));

do $$
declare
  -- role, attributes; logins have the password that `supabase start` gives them
  wanted constant text[] := array[
    'postgres',            'login nosuperuser createdb createrole replication bypassrls',
    'anon',                'nologin noinherit',
    'authenticated',       'nologin noinherit',
    'service_role',        'nologin noinherit bypassrls',
    'authenticator',       'login noinherit',
    'supabase_auth_admin', 'login noinherit createrole'
  ];
begin
  for i in 1 .. array_length(wanted, 1) by 2 loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted[i]) then
      execute format('create role %I %s', wanted[i], wanted[i + 1]);
      if wanted[i + 1] like 'login%' then
        execute format('alter role %I password %L', wanted[i], 'postgres');
      end if;
    end if;
  end loop;
  if not pg_has_role('authenticator', 'anon', 'member') then
    grant anon, authenticated, service_role to authenticator;
    grant anon, authenticated, service_role to postgres with admin option;
    alter role postgres set search_path = "$user", public, extensions;
    alter role supabase_auth_admin set search_path = auth;
    -- A browser's statement may not run for long.
    alter role anon set statement_timeout = '3s';
    alter role authenticated set statement_timeout = '8s';
  end if;
end $$;

do $$
begin
  execute format('alter database %I owner to postgres', current_database());
end $$;

grant usage on schema public to postgres, anon, authenticated, service_role;
grant create on schema public to postgres;

create schema if not exists extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists vector with schema extensions;

-- Extensions belong to the superuser, there as here, and vector is not marked as trusted. On Supabase the module
-- supautils lets postgres alter them all the same. Here an event trigger gives vector and what is in it to postgres just before it
-- alters an extension; that is enough for `alter extension vector set schema extensions`.
create schema if not exists roomtone_local;
comment on schema roomtone_local is 'Of the local system alone; a Supabase project has no such schema.';
grant usage on schema roomtone_local to public;

create or replace function roomtone_local.lend_vector_to_postgres() returns event_trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  vector constant oid := (select e.oid from pg_catalog.pg_extension e where e.extname = 'vector' and e.extowner <> 'postgres'::regrole);
  member record;
begin
  if vector is null then
    return;
  end if;
  update pg_catalog.pg_extension set extowner = 'postgres'::regrole where oid = vector;
  for member in
    select o.type, o.identity
      from pg_catalog.pg_depend d
      cross join lateral pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) o
     where d.refclassid = 'pg_catalog.pg_extension'::regclass and d.refobjid = vector and d.deptype = 'e'
       and o.type in ('type', 'function', 'aggregate', 'operator', 'operator class', 'operator family')
       -- PostgreSQL 17 lists the types of arrays, too, which have the owner of their element.
       and o.identity not like '%[]'
  loop
    execute format('alter %s %s owner to postgres', member.type, member.identity);
  end loop;
end $$;
comment on function roomtone_local.lend_vector_to_postgres() is
  'Stands for what supautils does on Supabase: lets postgres move the extension vector to another schema.';

do $$
begin
  if not exists (select from pg_catalog.pg_event_trigger where evtname = 'roomtone_local_lend_vector') then
    create event trigger roomtone_local_lend_vector on ddl_command_start
      when tag in ('ALTER EXTENSION')
      execute function roomtone_local.lend_vector_to_postgres();
  end if;
end $$;

-- Sign-in. Tables and columns are those of Supabase Auth that it fills for anonymous users, passwords and mails.
create schema if not exists auth authorization supabase_auth_admin;
grant usage on schema auth to postgres, anon, authenticated, service_role;
grant usage on schema extensions to supabase_auth_admin;

create table if not exists auth.users (
  instance_id uuid,
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  created_at timestamptz,
  updated_at timestamptz,
  phone text unique,
  banned_until timestamptz,
  is_sso_user boolean not null default false,
  deleted_at timestamptz,
  is_anonymous boolean not null default false
);
create unique index if not exists users_email_partial_key on auth.users (email) where not is_sso_user;
-- Columns for mails; added one by one, because data of an earlier start lack them.
alter table auth.users
  add column if not exists confirmation_token varchar(255) default '',
  add column if not exists confirmation_sent_at timestamptz,
  add column if not exists recovery_token varchar(255) default '',
  add column if not exists recovery_sent_at timestamptz,
  add column if not exists email_change varchar(255) default '',
  add column if not exists email_change_token_new varchar(255) default '',
  add column if not exists email_change_token_current varchar(255) default '',
  add column if not exists email_change_sent_at timestamptz,
  add column if not exists email_change_confirm_status smallint default 0,
  add column if not exists reauthentication_token varchar(255) default '',
  add column if not exists reauthentication_sent_at timestamptz;
create unique index if not exists confirmation_token_idx on auth.users (confirmation_token) where confirmation_token <> '';
create unique index if not exists recovery_token_idx on auth.users (recovery_token) where recovery_token <> '';
create unique index if not exists email_change_token_new_idx on auth.users (email_change_token_new) where email_change_token_new <> '';
create unique index if not exists email_change_token_current_idx on auth.users (email_change_token_current)
  where email_change_token_current <> '';

create table if not exists auth.identities (
  id uuid primary key default gen_random_uuid(),
  provider_id text not null,
  user_id uuid not null references auth.users on delete cascade,
  identity_data jsonb not null,
  provider text not null,
  last_sign_in_at timestamptz,
  created_at timestamptz,
  updated_at timestamptz,
  email text generated always as (lower(identity_data ->> 'email')) stored,
  unique (provider_id, provider)
);
create index if not exists identities_user_id_idx on auth.identities (user_id);
-- Users of an earlier start, when there was no such table.
insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
select u.id::text, u.id,
       jsonb_build_object('sub', u.id::text, 'email', u.email, 'email_verified', u.email_confirmed_at is not null, 'phone_verified', false),
       'email', u.last_sign_in_at, u.created_at, u.updated_at
  from auth.users u
 where u.email is not null and not exists (select from auth.identities i where i.user_id = u.id);

create table if not exists auth.sessions (
  id uuid primary key,
  user_id uuid not null references auth.users on delete cascade,
  created_at timestamptz,
  updated_at timestamptz,
  aal text,
  amr text,
  not_after timestamptz,
  refreshed_at timestamp,
  user_agent text,
  ip inet
);
create index if not exists sessions_user_id_idx on auth.sessions (user_id);

create table if not exists auth.refresh_tokens (
  id bigint generated by default as identity primary key,
  token varchar(255) unique,
  user_id varchar(255),
  revoked boolean,
  created_at timestamptz,
  updated_at timestamptz,
  parent varchar(255),
  session_id uuid references auth.sessions on delete cascade
);
create index if not exists refresh_tokens_session_id_idx on auth.refresh_tokens (session_id);

do $$
declare
  name text;
begin
  foreach name in array array['users', 'identities', 'sessions', 'refresh_tokens'] loop
    execute format('alter table auth.%I owner to supabase_auth_admin', name);
    execute format('alter table auth.%I enable row level security', name);
    -- Read, reference, put triggers on: as on Supabase, all but own or alter.
    execute format('grant all on auth.%I to postgres with grant option', name);
  end loop;
end $$;
-- A backup reads where they are, a restoration sets them.
grant all on all sequences in schema auth to postgres;

create or replace function auth.jwt() returns jsonb
  language sql stable set search_path = ''
as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''), nullif(current_setting('request.jwt.claims', true), ''))::jsonb
$$;
create or replace function auth.uid() returns uuid
  language sql stable set search_path = ''
as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''), nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
$$;
create or replace function auth.role() returns text
  language sql stable set search_path = ''
as $$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''), nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role')
$$;
create or replace function auth.email() returns text
  language sql stable set search_path = ''
as $$
  select coalesce(nullif(current_setting('request.jwt.claim.email', true), ''), nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email')
$$;
alter function auth.jwt() owner to supabase_auth_admin;
alter function auth.uid() owner to supabase_auth_admin;
alter function auth.role() owner to supabase_auth_admin;
alter function auth.email() owner to supabase_auth_admin;

-- Where postgres keeps the record of what was migrated.
create schema if not exists roomtone_local_migrations authorization postgres;
comment on schema roomtone_local_migrations is 'Of the local system alone: which migrations were applied.';
