create table public.profiles (
  id uuid references auth.users on delete cascade primary key,
  email text,
  name text,
  display_name text,
  preference_vector extensions.vector(5),
  created_at timestamptz not null default roomtone.now(),
  survey_vector extensions.vector(5),
  survey_at timestamptz,
  survey_seq bigint,
  -- Zero, or too small or large to be squared in single precision, would make a distance NaN.
  constraint profiles_preference_measurable check (extensions.vector_norm(preference_vector) between 1e-6 and 1e6),
  constraint profiles_survey_measurable check (extensions.vector_norm(survey_vector) between 1e-6 and 1e6),
  constraint profiles_survey_whole check ((survey_vector is null) = (survey_at is null) and (survey_vector is null) = (survey_seq is null)),
  constraint profiles_display_name_length check (length(display_name) <= 50)
);
comment on table public.profiles is 'A listener or a member of staff: one row for each row of auth.users.';
comment on column public.profiles.id is 'The user of Supabase Auth.';
comment on column public.profiles.email is 'Copied from auth.users; null for anonymous listeners.';
comment on column public.profiles.name is 'Full name, if given.';
comment on column public.profiles.display_name is 'What others see, at most 50 characters.';
comment on column public.profiles.preference_vector is 'Taste: unit length, the five dimensions of songs.embedding; null until known, never zero.';
comment on column public.profiles.created_at is 'When the profile was made.';
comment on column public.profiles.survey_vector is 'The taste as the listener stated it, unit length; null if never asked.';
comment on column public.profiles.survey_at is 'When it was stated.';
comment on column public.profiles.survey_seq is 'Its place among the votes: only votes with a greater applied_seq move the taste on from it.';

create trigger roomtone_profile after insert or update of email on auth.users for each row execute function roomtone.copy_user_to_profile();
create trigger record_room_change after update of preference_vector on public.profiles
for each row when (
  old.preference_vector is null or new.preference_vector is null or old.preference_vector operator(extensions.<>) new.preference_vector)
execute function roomtone.record_taste_change();

alter table public.profiles enable row level security;
grant select on public.profiles to authenticated;
grant select (id, name, display_name, preference_vector, survey_vector, survey_at, survey_seq, created_at),
  insert (id, display_name),
  update (name, display_name, preference_vector, survey_vector, survey_at, survey_seq)
on public.profiles to brain_service;
grant select (id, email, name, display_name, created_at) on public.profiles to manager_service;
create policy "One's own profile" on public.profiles for select to authenticated using ((select auth.uid()) = id);
create policy "Brain keeps profiles" on public.profiles for all to brain_service using (true) with check (true);
create policy "Manager reads names" on public.profiles for select to manager_service using (true);
