-- Whatever goes wrong here, signing up goes on: the brain makes a missing profile when its user first calls.
create function roomtone.copy_user_to_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.profiles (id, email) values (new.id, new.email)
  on conflict (id) do update set email = excluded.email where profiles.email is distinct from excluded.email;
  return new;
exception when others then
  raise warning 'roomtone: no profile for a new user: %', sqlerrm;
  return new;
end
$$;
comment on function roomtone.copy_user_to_profile() is 'Trigger on auth.users: makes the profile and follows changes of the e-mail; never fails.';
