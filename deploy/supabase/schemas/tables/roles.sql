create table public.roles (
  id uuid default gen_random_uuid() primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  role text not null check (role in ('admin', 'manager')),
  constraint roles_user_role_key unique (user_id, role)
);
comment on table public.roles is 'Who is staff. A user may hold several roles.';
comment on column public.roles.id is 'Names the row.';
comment on column public.roles.user_id is 'Who.';
comment on column public.roles.role is 'admin: everything; manager: the players whose manager_id it is.';

alter table public.roles enable row level security;
grant select on public.roles to authenticated;
grant select, insert (user_id, role), delete on public.roles to manager_service;
create policy "One's own roles" on public.roles for select to authenticated using ((select auth.uid()) = user_id);
create policy "Manager keeps roles" on public.roles for all to manager_service using (true) with check (true);
