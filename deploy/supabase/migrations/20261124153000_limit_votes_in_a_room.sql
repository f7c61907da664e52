-- In one room a listener may cast fewer votes than in all together: nobody alone turns a room, and nobody's flood silences the others in it.

alter table roomtone.installation
  add column room_votes_per_hour int not null default 200 check (room_votes_per_hour > 0);
comment on column roomtone.installation.room_votes_per_hour is 'How many votes one listener may cast in one room in any 60 minutes, through the API or directly. Whoever votes on each song of 180 s and on the five after it comes to 126.';

alter table roomtone.withdrawn_votes
  add column player_id uuid references public.players (id) on delete set null;
create index withdrawn_votes_player_id_idx on roomtone.withdrawn_votes (player_id);
comment on table roomtone.withdrawn_votes is 'That a vote was cast within the last hour and is gone: taken back, merged into an earlier one, or erased. Not on what, nor how. Kept for the limits of votes an hour, then removed by the brain.';
comment on column roomtone.withdrawn_votes.player_id is 'In which room; null: nowhere.';

create or replace function roomtone.remember_withdrawn_votes() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.withdrawn_votes (id, user_id, vote_time, player_id)
  select gone.id, gone.user_id, gone.vote_time, gone.player_id from gone
  join public.profiles p on p.id = gone.user_id -- who leaves altogether takes it along
  where gone.vote_time > roomtone.now() - interval '60 minutes'
  on conflict do nothing;
  return null;
end
$$;
comment on function roomtone.remember_withdrawn_votes() is 'Trigger on votes: those of the last hour that are deleted go on counting for the limits.';

create or replace function roomtone.take_vote_from_browser() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_now timestamptz := roomtone.now();
  v_session public.sessions;
  v_settings roomtone.installation;
  v_votes bigint;
  v_votes_here bigint;
begin
  perform from public.profiles where id = new.user_id for update;
  select * into v_settings from roomtone.installation;
  select * into v_session from public.sessions
  where user_id = new.user_id and status = 'active' and expires_at > v_now and player_id is not null;
  if new.player_id is null or new.player_id = v_session.player_id then
    new.player_id := v_session.player_id;
    new.session_id := v_session.id;
  else
    new.player_id := null;
    new.session_id := null;
  end if;
  select count(*), count(*) filter (where lately.player_id = new.player_id) into v_votes, v_votes_here
  from (
    select v.player_id from public.votes v where v.user_id = new.user_id and v.vote_time > v_now - interval '60 minutes'
    union all
    select w.player_id from roomtone.withdrawn_votes w where w.user_id = new.user_id and w.vote_time > v_now - interval '60 minutes'
  ) lately;
  if v_votes >= v_settings.votes_per_hour then
    raise exception 'too many votes' using errcode = 'PT429',
      hint = format('At most %s votes in 60 minutes. Vote again later.', v_settings.votes_per_hour);
  end if;
  if v_votes_here >= v_settings.room_votes_per_hour then
    raise exception 'too many votes in this room' using errcode = 'PT429',
      hint = format('At most %s votes in one room in 60 minutes. Vote again later.', v_settings.room_votes_per_hour);
  end if;
  new.vote_time := v_now;
  new.applied_seq := null;
  new.weight := null;
  new.embedding := null;
  return new;
end
$$;
comment on function roomtone.take_vote_from_browser() is 'Trigger on votes inserted by a browser: sets when and where it was cast, refuses above the limits (PT429). The brain applies it.';

update roomtone.schema_version set version = 20261124153000;
