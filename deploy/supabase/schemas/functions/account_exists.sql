create function roomtone.account_exists(p_user_id uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from auth.users u where u.id = p_user_id)
$$;
comment on function roomtone.account_exists(uuid) is 'Whether a user of Supabase Auth exists: tokens are valid for some time after their user was deleted.';
grant execute on function roomtone.account_exists(uuid) to manager_service;
