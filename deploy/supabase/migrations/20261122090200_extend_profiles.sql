-- Taste is null until it is known; a taste known from before counts as what the listener once said.

create sequence roomtone.taste_seq as bigint;
comment on sequence roomtone.taste_seq is 'Order in which surveys and votes moved tastes: votes.applied_seq and profiles.survey_seq draw from it.';

alter table public.profiles
  alter column preference_vector drop default,
  add column survey_vector extensions.vector(5),
  add column survey_at timestamptz,
  add column survey_seq bigint;

update public.profiles set preference_vector = null where extensions.vector_norm(preference_vector) = 0;
update public.profiles
set preference_vector = extensions.l2_normalize(preference_vector),
    survey_vector = extensions.l2_normalize(preference_vector),
    survey_at = roomtone.now(),
    survey_seq = nextval('roomtone.taste_seq')
where preference_vector is not null;
update public.profiles set display_name = left(display_name, 50) where length(display_name) > 50;
update public.profiles set created_at = roomtone.now() where created_at is null;

alter table public.profiles
  alter column created_at set default roomtone.now(),
  alter column created_at set not null,
  -- Zero, or too small or large to be squared in single precision, would make a distance NaN.
  add constraint profiles_preference_measurable check (extensions.vector_norm(preference_vector) between 1e-6 and 1e6),
  add constraint profiles_survey_measurable check (extensions.vector_norm(survey_vector) between 1e-6 and 1e6),
  add constraint profiles_survey_whole check ((survey_vector is null) = (survey_at is null) and (survey_vector is null) = (survey_seq is null)),
  add constraint profiles_display_name_length check (length(display_name) <= 50);

comment on column public.profiles.id is 'The user of Supabase Auth.';
comment on column public.profiles.email is 'Copied from auth.users; null for anonymous listeners.';
comment on column public.profiles.name is 'Full name, if given.';
comment on column public.profiles.display_name is 'What others see, at most 50 characters.';
comment on column public.profiles.preference_vector is 'Taste: unit length, the five dimensions of songs.embedding; null until known, never zero.';
comment on column public.profiles.survey_vector is 'The taste as the listener stated it, unit length; null if never asked.';
comment on column public.profiles.survey_at is 'When it was stated.';
comment on column public.profiles.survey_seq is 'Its place among the votes: only votes with a greater applied_seq move the taste on from it.';
comment on column public.profiles.created_at is 'When the profile was made.';

-- A profile for every user, made and kept by the database. Whatever goes wrong here, signing up goes on: the brain
-- makes a missing profile when its user first calls.
create function roomtone.copy_user_to_profile() returns trigger
language plpgsql security definer
set search_path = ''
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
revoke execute on function roomtone.copy_user_to_profile() from public;

create trigger roomtone_profile after insert or update of email on auth.users
for each row execute function roomtone.copy_user_to_profile();

insert into public.profiles (id, email) select id, email from auth.users
on conflict (id) do update set email = excluded.email where profiles.email is null;

update roomtone.schema_version set version = 20261122090200;
