-- A vote that is taken back still counts for the hour's limit: else who votes and takes back may go on for ever.

create table roomtone.withdrawn_votes (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  vote_time timestamptz not null
);
comment on table roomtone.withdrawn_votes is 'That a vote was cast within the last hour and is gone: taken back, merged into an earlier one, or erased. Not on what, nor how. Kept for the limit of votes an hour, then removed by the brain.';
comment on column roomtone.withdrawn_votes.id is 'The vote''s.';
comment on column roomtone.withdrawn_votes.user_id is 'Whose it was.';
comment on column roomtone.withdrawn_votes.vote_time is 'When it was cast.';
create index withdrawn_votes_user_id_idx on roomtone.withdrawn_votes (user_id, vote_time desc);
alter table roomtone.withdrawn_votes enable row level security;
create policy "Brain counts and forgets withdrawn votes" on roomtone.withdrawn_votes for all to brain_service using (true) with check (true);
grant select, delete on roomtone.withdrawn_votes to brain_service;

create function roomtone.remember_withdrawn_votes() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.withdrawn_votes (id, user_id, vote_time)
  select gone.id, gone.user_id, gone.vote_time from gone
  join public.profiles p on p.id = gone.user_id -- who leaves altogether takes it along
  where gone.vote_time > roomtone.now() - interval '60 minutes'
  on conflict do nothing;
  return null;
end
$$;
comment on function roomtone.remember_withdrawn_votes() is 'Trigger on votes: those of the last hour that are deleted go on counting for the limit.';
revoke execute on function roomtone.remember_withdrawn_votes() from public;
create trigger remember_withdrawn_votes after delete on public.votes
referencing old table as gone for each statement execute function roomtone.remember_withdrawn_votes();

create or replace function roomtone.take_vote_from_browser() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_now timestamptz := roomtone.now();
  v_since timestamptz := v_now - interval '60 minutes';
  v_session public.sessions;
  v_limit int;
begin
  perform from public.profiles where id = new.user_id for update;
  select votes_per_hour into v_limit from roomtone.installation;
  if (select count(*) from public.votes where user_id = new.user_id and vote_time > v_since)
    + (select count(*) from roomtone.withdrawn_votes where user_id = new.user_id and vote_time > v_since) >= v_limit then
    raise exception 'too many votes' using errcode = 'PT429', hint = format('At most %s votes in 60 minutes. Vote again later.', v_limit);
  end if;
  select * into v_session from public.sessions
  where user_id = new.user_id and status = 'active' and expires_at > v_now and player_id is not null;
  if new.player_id is null or new.player_id = v_session.player_id then
    new.player_id := v_session.player_id;
    new.session_id := v_session.id;
  else
    new.player_id := null;
    new.session_id := null;
  end if;
  new.vote_time := v_now;
  new.applied_seq := null;
  new.weight := null;
  new.embedding := null;
  return new;
end
$$;

update roomtone.schema_version set version = 20261124110001;
