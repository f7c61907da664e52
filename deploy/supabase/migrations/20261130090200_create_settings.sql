-- The settings of the installation, the rules of picks and queues, and the two logins of the services.
set local lock_timeout = '4s';

create table roomtone.installation (
  singleton boolean primary key default true check (singleton),
  demo boolean not null default false,
  votes_per_hour int not null default 300 check (votes_per_hour > 0),
  house_votes int not null default 1 check (house_votes in (0, 1)),
  catch_up double precision not null default 4 check (catch_up >= 0),
  room_votes_per_hour int not null default 200 check (room_votes_per_hour > 0),
  vote_changes_per_10_minutes int not null default 300 check (vote_changes_per_10_minutes > 0),
  sessions_per_hour int not null default 60 check (sessions_per_hour > 0),
  room_listeners_per_10_minutes int not null default 60 check (room_listeners_per_10_minutes > 0),
  disclosure_minimum int not null default 5 check (disclosure_minimum between 3 and 20),
  dwell_seconds int not null default 300 check (dwell_seconds between 0 and 3600)
);
comment on table roomtone.installation is 'One row: settings that both services and the database must agree on.';
comment on column roomtone.installation.singleton is 'Always true: there is one row.';
comment on column roomtone.installation.demo is 'True where demo accounts with known passwords exist: services in production refuse to start.';
comment on column roomtone.installation.votes_per_hour is 'How many votes one listener may cast in any 60 minutes, through the API or directly.';
comment on column roomtone.installation.house_votes is 'Weight of the house voice in a collective: 1, or 0 for listeners alone.';
comment on column roomtone.installation.catch_up is 'Factor c in the weight e^(-c*d) of a listener with ledger d: how strongly those count more who were served worse lately; 0: all count alike.';
comment on column roomtone.installation.room_votes_per_hour is 'How many votes one listener may cast in one room in any 60 minutes, through the API or directly. Whoever votes on each song of 180 s and on the five after it comes to 126.';
comment on column roomtone.installation.vote_changes_per_10_minutes is 'How often one listener may change votes or take them back in any 10 minutes.';
comment on column roomtone.installation.sessions_per_hour is 'How many sessions one listener may begin in any 60 minutes, through the API or directly.';
comment on column roomtone.installation.room_listeners_per_10_minutes is 'How many different listeners may check in to one room in any 10 minutes, through the API or directly.';
comment on column roomtone.installation.disclosure_minimum is 'How many people a statement must be about before it leaves the brain: listeners of known taste who are in the room, and those who gave a reason, such as a like. 3 to 20.';
comment on column roomtone.installation.dwell_seconds is 'The dwell: how long after the start of a stay a vote or a renewal shows that its listener is still there. Until then the votes of the stay count in no house voice and no reputation. 0 turns it off: the first vote shows it. Votes that are held back when this changes wait for the next vote or renewal of their stay.';
alter table roomtone.installation enable row level security;
insert into roomtone.installation default values;

create type roomtone.rules as (
  queue_length int, -- entries of a full queue
  cool_down interval, -- how long before its start an entry may not have started already
  recency_weight double precision, -- penalty for a play that starts now, in units of cosine distance
  recency_decay interval, -- time in which the penalty for a play falls to 1/e
  recency_span interval, -- age of a play from which on there is no penalty for it
  recency_songs double precision, -- below so many playable songs the penalty grows, by the root of this number over theirs
  reputation_weight double precision, -- weight of a song's reputation, in units of cosine distance
  prior_votes double precision, -- weight of the neutral votes that every mean of votes begins with
  suspension_failures int, -- failed plays in a row that suspend a song at a player
  suspension_span interval, -- how long the last of them suspends it
  dropped_span interval, -- how long an entry that was dropped from a queue is kept for a late report
  ledger_decay double precision, -- factor of the old balance of a ledger when a play is booked
  ledger_gain double precision, -- factor of the play that is booked
  min_listener_weight double precision, -- least weight g of a listener in a collective
  max_listener_weight double precision, -- greatest weight g of a listener in a collective
  zero_length double precision, -- a sum of vectors shorter than this, relative to its weights, is rounding noise and has no direction
  sum_scale double precision, -- units of the sums in roomtone.playable_sums for a component of 1
  search_width int, -- songs that the index search for the nearest looks at, at most
  rank_tolerance double precision, -- adjusted distances closer than this to the edge of a search may be out of order by rounding
  direction_tolerance double precision, -- error of a distance that is computed from directions in single precision, at most
  default_play_seconds int, -- how long an instrumental of unknown duration plays
  end_report_grace interval, -- how long after its length a play whose end nobody reported counts as running
  rate_window interval, -- span in which the votes and sessions of a listener are counted for their limits
  session_length interval, -- length of a session after check-in, and after a renewal
  renewal_threshold interval, -- time left of a session from which on a renewal changes nothing
  max_session_length interval, -- greatest length of a session after check-in, however often it is renewed
  room_window interval, -- span in which the listeners who check in to a room are counted for its limit
  presence_period interval, -- how long a presence code is shown; it is valid for as long again
  presence_renewal_span interval, -- age of a session from which on a renewal in a room with presence codes needs a code
  wrong_codes int, -- wrong presence codes of one listener in rate_window from which on no code is compared
  max_advance_age interval, -- age of a reported start from which on it no longer moves the queue on
  max_clock_error interval, -- how far in the future a reported time may be
  max_time_shift interval, -- how far before its start a play may seem to end, because its two reports were corrected separately
  max_report_age interval -- age of a start from which on its report is rejected
);
comment on type roomtone.rules is 'The weights, spans and limits of picks, queues, votes and sessions; their values are in roomtone.rules().';
create function roomtone.rules() returns roomtone.rules
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return row(
    5,                         -- queue_length
    interval '1 hour',         -- cool_down
    0.05,                      -- recency_weight
    interval '2 hours',        -- recency_decay
    interval '24 hours',       -- recency_span
    60,                        -- recency_songs
    0.3,                       -- reputation_weight
    5,                         -- prior_votes
    3,                         -- suspension_failures
    interval '24 hours',       -- suspension_span
    interval '1 hour',         -- dropped_span
    0.9,                       -- ledger_decay
    0.1,                       -- ledger_gain
    1 / 3.0::double precision, -- min_listener_weight
    3,                         -- max_listener_weight
    1e-6,                      -- zero_length
    1e9,                       -- sum_scale
    2000,                      -- search_width
    2e-6,                      -- rank_tolerance
    1e-5,                      -- direction_tolerance
    180,                       -- default_play_seconds
    interval '15 seconds',     -- end_report_grace
    interval '60 minutes',     -- rate_window
    interval '60 minutes',     -- session_length
    interval '50 minutes',     -- renewal_threshold
    interval '12 hours',       -- max_session_length
    interval '10 minutes',     -- room_window
    interval '5 minutes',      -- presence_period
    interval '2 hours',        -- presence_renewal_span
    10,                        -- wrong_codes
    interval '10 minutes',     -- max_advance_age
    interval '60 seconds',     -- max_clock_error
    interval '2 seconds',      -- max_time_shift
    interval '7 days'          -- max_report_age
  )::roomtone.rules;
end
$$;
comment on function roomtone.rules() is 'The values of the weights, spans and limits that type roomtone.rules names. Immutable: a plan computes them once and contains them as constants.';

do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'brain_service') then
    create role brain_service login noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'manager_service') then
    create role manager_service login noinherit;
  end if;
end
$$;
comment on role brain_service is 'The login of brain-service. Made without a password: the operator sets one.';
comment on role manager_service is 'The login of manager-service. Made without a password: the operator sets one.';
alter role brain_service set search_path = public, extensions;
alter role manager_service set search_path = public, extensions;

-- A pod that loses its connection within a transaction keeps its locks until PostgreSQL gives the connection up, which by default takes
-- hours, and those who wait for these locks keep others waiting with the locks that they hold. Both logins wait for a lock no longer than
-- a caller would, and less than for a connection of their pool (5 s); a transaction in which nothing happens is ended. These are settings
-- of the roles, so that they hold through every pooler and for everything that logs in as a service.
alter role brain_service set lock_timeout = '4s';
alter role brain_service set idle_in_transaction_session_timeout = '10s';
alter role manager_service set lock_timeout = '4s';
alter role manager_service set idle_in_transaction_session_timeout = '10s';

update roomtone.schema_version set version = 20261130090200;
