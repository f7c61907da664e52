create function roomtone.is_staff(p_user_id uuid, p_player_id uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from public.roles r where r.user_id = p_user_id and r.role = 'admin')
    or exists (
      select from public.roles r join public.players p on p.manager_id = r.user_id
      where r.user_id = p_user_id and r.role = 'manager' and p.id = p_player_id)
$$;
comment on function roomtone.is_staff(uuid, uuid) is 'Whether a user is staff of a player: an admin of every player, a manager of their own. The brain has no other access to roles.';
grant execute on function roomtone.is_staff(uuid, uuid) to brain_service;
