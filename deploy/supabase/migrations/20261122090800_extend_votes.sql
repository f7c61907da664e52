-- Votes carry what they did to the taste, so that it can be replayed. Values that never were votes are set aside.

create table roomtone.rejected_votes (
  id uuid primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade,
  vote_value int not null,
  vote_time timestamptz,
  reason text not null
);
comment on table roomtone.rejected_votes is 'Votes found when the original schema was taken over that are outside 1..5 or lack a listener or a song; kept as they were.';
comment on column roomtone.rejected_votes.id is 'As in votes.';
comment on column roomtone.rejected_votes.user_id is 'As in votes; null: nobody.';
comment on column roomtone.rejected_votes.song_id is 'As in votes; null: no song.';
comment on column roomtone.rejected_votes.vote_value is 'As in votes, any number.';
comment on column roomtone.rejected_votes.vote_time is 'As in votes; null: unknown.';
comment on column roomtone.rejected_votes.reason is 'Why it could not stay in votes.';
create index rejected_votes_user_id_idx on roomtone.rejected_votes (user_id);
create index rejected_votes_song_id_idx on roomtone.rejected_votes (song_id);
alter table roomtone.rejected_votes enable row level security;

with rejected as (
  delete from public.votes where vote_value not between 1 and 5 or user_id is null or song_id is null returning *
)
insert into roomtone.rejected_votes (id, user_id, song_id, vote_value, vote_time, reason)
select id, user_id, song_id, vote_value, vote_time,
  case when vote_value not between 1 and 5 then 'outside 1..5' else 'no listener or no song' end
from rejected;
update public.votes set vote_time = roomtone.now() where vote_time is null;

alter table public.votes
  alter column user_id set not null,
  alter column song_id set not null,
  alter column vote_time set default roomtone.now(),
  alter column vote_time set not null,
  add column player_id uuid references public.players (id) on delete set null,
  add column session_id uuid references public.sessions (id) on delete set null,
  add column applied_seq bigint,
  add column weight double precision,
  add column embedding extensions.vector(5),
  add constraint votes_value_range check (vote_value between 1 and 5),
  add constraint votes_weight_range check (weight > 0 and weight <= 1),
  add constraint votes_applied_seq_key unique (applied_seq);

-- Where the taste is known from before, the old votes are in it already: they take their places before the survey that
-- stands for it. The others wait to be applied.
update public.votes v set applied_seq = numbered.place - numbered.total
from (
  select v.id, row_number() over (order by v.vote_time, v.id) as place, count(*) over () as total
  from public.votes v join public.profiles p on p.id = v.user_id
  where p.survey_seq is not null
) numbered
where numbered.id = v.id;

create index votes_user_id_idx on public.votes (user_id, vote_time desc);
create index votes_user_song_idx on public.votes (user_id, song_id, vote_time desc);
create index votes_user_applied_idx on public.votes (user_id, applied_seq);
create index votes_song_id_idx on public.votes (song_id);
create index votes_player_id_idx on public.votes (player_id, user_id, vote_time);
create index votes_session_id_idx on public.votes (session_id);
create index votes_unapplied_idx on public.votes (vote_time, id) where applied_seq is null;

comment on column public.votes.id is 'Names the vote.';
comment on column public.votes.user_id is 'Who voted.';
comment on column public.votes.song_id is 'On what.';
comment on column public.votes.vote_value is '1 (stop it) to 5 (more of it); 3 moves nothing.';
comment on column public.votes.vote_time is 'When it was cast, by the clock of the database; a change keeps it.';
comment on column public.votes.player_id is 'Where it was cast: the player at which its listener had an active session; null: nowhere.';
comment on column public.votes.session_id is 'The session it was cast in.';
comment on column public.votes.applied_seq is 'Its place in the order in which tastes were moved; null until the brain has applied it.';
comment on column public.votes.weight is 'k, its weight in the room''s reputations, in (0, 1]: min(1, 4/j) for a listener''s j-th vote at this player in 12 hours. Kept on change; null until applied, or cast nowhere.';
comment on column public.votes.embedding is 'The song''s embedding when it was applied; null: it had none, and the vote moved nothing.';

create table roomtone.vote_requests (
  user_id uuid not null references public.profiles (id) on delete cascade,
  idempotency_key uuid not null,
  request_hash bytea not null,
  status int not null,
  response jsonb not null,
  created_at timestamptz not null default roomtone.now(),
  primary key (user_id, idempotency_key)
);
comment on table roomtone.vote_requests is 'Answers to votes sent with an Idempotency-Key, kept for 24 hours: the same request gets the same answer.';
comment on column roomtone.vote_requests.user_id is 'Who asked.';
comment on column roomtone.vote_requests.idempotency_key is 'The key that the caller chose.';
comment on column roomtone.vote_requests.request_hash is 'SHA-256 of the request''s meaning; another request under the same key is refused.';
comment on column roomtone.vote_requests.status is 'HTTP status that was answered.';
comment on column roomtone.vote_requests.response is 'Body that was answered.';
comment on column roomtone.vote_requests.created_at is 'When it was answered.';
create index vote_requests_created_at_idx on roomtone.vote_requests (created_at);
alter table roomtone.vote_requests enable row level security;

update roomtone.schema_version set version = 20261122090800;
