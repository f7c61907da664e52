-- What the services keep for themselves: the brain answers to repeated requests and counts for its limits, the manager recordings on
-- their way, devices that wait for a player, and what staff changed.
set local lock_timeout = '4s';

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

create table roomtone.withdrawn_votes (
  id uuid primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  vote_time timestamptz not null,
  player_id uuid references public.players (id) on delete set null
);
comment on table roomtone.withdrawn_votes is 'Votes of the last hour that were withdrawn, merged into an earlier one or erased: who cast them, where and when, not on what. Kept for the limits of votes an hour, then deleted by the brain.';
comment on column roomtone.withdrawn_votes.id is 'The vote''s.';
comment on column roomtone.withdrawn_votes.user_id is 'Whose it was.';
comment on column roomtone.withdrawn_votes.vote_time is 'When it was cast.';
comment on column roomtone.withdrawn_votes.player_id is 'In which room; null: nowhere.';
create index withdrawn_votes_user_id_idx on roomtone.withdrawn_votes (user_id, vote_time desc);
create index withdrawn_votes_player_id_idx on roomtone.withdrawn_votes (player_id);
alter table roomtone.withdrawn_votes enable row level security;

create table roomtone.vote_changes (
  id bigint generated always as identity primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  changed_at timestamptz not null
);
comment on table roomtone.vote_changes is 'Changes and withdrawals of votes within the last 10 minutes: who and when, not which vote. Kept for the limit of changes, then deleted by the brain.';
comment on column roomtone.vote_changes.id is 'Order of change.';
comment on column roomtone.vote_changes.user_id is 'The listener who changed a vote or took it back.';
comment on column roomtone.vote_changes.changed_at is 'When that was.';
create index vote_changes_user_id_idx on roomtone.vote_changes (user_id, changed_at desc);
create index vote_changes_changed_at_idx on roomtone.vote_changes (changed_at);
alter table roomtone.vote_changes enable row level security;

create table roomtone.wrong_codes (
  id bigint generated always as identity primary key,
  user_id uuid not null references public.profiles (id) on delete cascade,
  given_at timestamptz not null
);
comment on table roomtone.wrong_codes is 'Wrong presence codes of the last hour: who gave one and when, not for which room. Kept for the limit of wrong codes, then deleted by the brain.';
comment on column roomtone.wrong_codes.id is 'Order in which they were given.';
comment on column roomtone.wrong_codes.user_id is 'The listener who gave it.';
comment on column roomtone.wrong_codes.given_at is 'When it was given.';
create index wrong_codes_user_id_idx on roomtone.wrong_codes (user_id, given_at desc);
create index wrong_codes_given_at_idx on roomtone.wrong_codes (given_at);
alter table roomtone.wrong_codes enable row level security;

create table roomtone.song_outlines (
  song_id uuid primary key references public.songs (id) on delete cascade,
  heights bytea not null,
  constraint song_outlines_length check (octet_length(heights) = 200)
);
comment on table roomtone.song_outlines is 'The outline of each recording, for pictures. Beside the songs, so that ranking them reads no pictures.';
comment on column roomtone.song_outlines.song_id is 'Whose outline it is.';
comment on column roomtone.song_outlines.heights is 'The highest sample in each of 200 equal stretches, one unsigned byte each, 255 is full scale.';
alter table roomtone.song_outlines enable row level security;

create table roomtone.uploads (
  id uuid primary key,
  file_name text,
  size_bytes bigint not null,
  step text not null,
  song_id uuid references public.songs (id) on delete cascade,
  problem jsonb,
  started_by uuid,
  started_at timestamptz not null default roomtone.now(),
  changed_at timestamptz not null default roomtone.now(),
  constraint uploads_step_known check (step in ('waiting', 'analysing', 'storing', 'done', 'refused'))
);
comment on table roomtone.uploads is 'Recordings that were received lately and what became of them; kept for a day.';
comment on column roomtone.uploads.id is 'Names the upload.';
comment on column roomtone.uploads.file_name is 'What the sender called the file, as text to show; null: nothing usable.';
comment on column roomtone.uploads.size_bytes is 'Size of the file.';
comment on column roomtone.uploads.step is 'waiting: for a place to be analysed; analysing; storing: on its way to S3 and into the catalogue; done: see song_id; refused: see problem.';
comment on column roomtone.uploads.song_id is 'The song: whose file is replaced, or which it became; null before.';
comment on column roomtone.uploads.problem is 'Why it was refused, as the sender was told: an object of RFC 9457; null otherwise.';
comment on column roomtone.uploads.started_by is 'Who sent it.';
comment on column roomtone.uploads.started_at is 'When it had been received.';
comment on column roomtone.uploads.changed_at is 'When it came to this step.';
create index uploads_started_at_idx on roomtone.uploads (started_at desc);
create index uploads_song_id_idx on roomtone.uploads (song_id);
alter table roomtone.uploads enable row level security;

create table roomtone.file_claims (
  id uuid primary key,
  sha256 text not null,
  purpose text not null,
  until timestamptz not null,
  constraint file_claims_purpose_known check (purpose in ('upload', 'replaced', 'removal')),
  constraint file_claims_sha256_form check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table roomtone.file_claims is 'Files in S3 that somebody is busy with, by their hash. The sweeper removes a file only when no song names it and nobody claims it.';
comment on column roomtone.file_claims.id is 'Names the claim.';
comment on column roomtone.file_claims.sha256 is 'Hash of the file, which is also its name.';
comment on column roomtone.file_claims.purpose is 'upload: it is being stored, its song comes next; replaced: it was replaced, devices may still fetch it; removal: the sweeper is removing it, uploads of it wait.';
comment on column roomtone.file_claims.until is 'When the claim lapses, whatever became of who made it.';
create index file_claims_sha256_idx on roomtone.file_claims (sha256);
alter table roomtone.file_claims enable row level security;

create table roomtone.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default roomtone.now(),
  actor_id uuid not null,
  action text not null,
  thing text not null,
  thing_id uuid,
  before jsonb,
  after jsonb,
  request_id text,
  constraint audit_log_action_form check (action ~ '^[a-z]+(-[a-z]+)*$'),
  constraint audit_log_thing_known check (thing in ('player', 'song', 'user'))
);
comment on table roomtone.audit_log is 'What staff changed, one line a change; written once, never changed by a service. Holds no token, no hash of one and no e-mail address.';
comment on column roomtone.audit_log.id is 'Names the line; of two lines the later has the greater.';
comment on column roomtone.audit_log.at is 'When.';
comment on column roomtone.audit_log.actor_id is 'Who: the user''s id in Supabase Auth. No reference: the line outlives the account.';
comment on column roomtone.audit_log.action is 'What was done, in a word or two: create, change, skip, change-library.';
comment on column roomtone.audit_log.thing is 'Kind of what was changed: player, song or user (whose roles).';
comment on column roomtone.audit_log.thing_id is 'Which one; null: many at once, named in before and after.';
comment on column roomtone.audit_log.before is 'What differed, as it was: an object by field; null for what is new or has nothing to show.';
comment on column roomtone.audit_log.after is 'The same fields as they became.';
comment on column roomtone.audit_log.request_id is 'The request that did it, as in the log and in the answer''s X-Request-Id.';
create index audit_log_at_idx on roomtone.audit_log (at desc, id desc);
create index audit_log_thing_id_idx on roomtone.audit_log (thing_id, at desc, id desc);
create index audit_log_actor_id_idx on roomtone.audit_log (actor_id, at desc, id desc);
alter table roomtone.audit_log enable row level security;

create table roomtone.presence_secrets (
  player_id uuid primary key references public.players (id) on delete cascade,
  secret bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
  rotated_at timestamptz not null default roomtone.now(),
  constraint presence_secrets_length check (octet_length(secret) = 32)
);
comment on table roomtone.presence_secrets is 'One secret for each player that has ever asked for presence codes. roomtone.presence_code() computes the code of a time from it. A trigger inserts the row when a player first asks for codes.';
comment on column roomtone.presence_secrets.player_id is 'The player.';
comment on column roomtone.presence_secrets.secret is '32 bytes of two random UUIDs: 244 random bits. To rotate the codes, set it and rotated_at to their defaults: the codes of the old secret are no longer accepted.';
comment on column roomtone.presence_secrets.rotated_at is 'Since when this secret is in use.';
alter table roomtone.presence_secrets enable row level security;

create table roomtone.pairings (
  id uuid primary key default gen_random_uuid(),
  code text not null,
  secret text not null,
  player_id uuid references public.players (id) on delete cascade,
  confirmed_by uuid references public.profiles (id) on delete set null,
  token_sent_at timestamptz,
  created_at timestamptz not null default roomtone.now(),
  expires_at timestamptz not null,
  constraint pairings_code_key unique (code),
  constraint pairings_secret_key unique (secret),
  constraint pairings_code_form check (code ~ '^[BCDFGHJKLMNPQRSTVWXZ]{8}$'),
  constraint pairings_secret_hashed check (secret ~ '^sha256:[0-9a-f]{64}$')
);
comment on table roomtone.pairings is 'Devices that wait until staff confirm which player they are; expired rows are deleted as new ones are inserted.';
comment on column roomtone.pairings.id is 'Names it in the audit log.';
comment on column roomtone.pairings.code is 'What the device shows, without its hyphen.';
comment on column roomtone.pairings.secret is 'sha256:<hex> of what the device alone knows: proves that it is the one that asked.';
comment on column roomtone.pairings.player_id is 'The player that staff have confirmed; null: nobody has yet.';
comment on column roomtone.pairings.confirmed_by is 'Who that was.';
comment on column roomtone.pairings.token_sent_at is 'When a token was last sent to the device; null: not yet.';
comment on column roomtone.pairings.created_at is 'When the device asked.';
comment on column roomtone.pairings.expires_at is 'When the code and the secret cease to be valid.';
create index pairings_player_id_idx on roomtone.pairings (player_id);
create index pairings_confirmed_by_idx on roomtone.pairings (confirmed_by);
create index pairings_expires_at_idx on roomtone.pairings (expires_at);
alter table roomtone.pairings enable row level security;

update roomtone.schema_version set version = 20261130090400;
