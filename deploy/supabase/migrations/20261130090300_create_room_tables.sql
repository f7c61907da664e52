-- What the services know of a room beside its library, queue and plays. Most of it is derived from other tables by triggers, so that a
-- fill reads sums and not histories.
set local lock_timeout = '4s';

-- The last play of each song is kept apart, so that years of history do not slow the pick.
create table roomtone.last_plays (
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  played_at timestamptz not null,
  -- With the time in it this index is always the cheaper one for a few songs of one player; the whole history is in the other.
  primary key (player_id, song_id) include (played_at)
);
comment on table roomtone.last_plays is 'When each player last started each song; kept up to date by a trigger on songs_playing.';
comment on column roomtone.last_plays.player_id is 'Where.';
comment on column roomtone.last_plays.song_id is 'What.';
comment on column roomtone.last_plays.played_at is 'The latest start.';
create index last_plays_song_id_idx on roomtone.last_plays (song_id, played_at desc);
create index last_plays_player_idx on roomtone.last_plays (player_id, played_at, song_id);
alter table roomtone.last_plays enable row level security;
insert into roomtone.last_plays (player_id, song_id, played_at)
select player_id, song_id, max(played_at)
from public.songs_playing
where player_id is not null and song_id is not null
group by player_id, song_id;

create table roomtone.collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  vector extensions.vector(5),
  listeners int not null default 0,
  house extensions.vector(5),
  computed_at timestamptz not null default '-infinity',
  unweighted extensions.vector(5)
);
comment on table roomtone.collectives is 'One row for each player, inserted with it. Whoever writes the player''s queue locks this row.';
comment on column roomtone.collectives.player_id is 'The room.';
comment on column roomtone.collectives.vector is 'The room''s taste, unit length: unit(sum of g*u + h); null: nobody here and no votes yet.';
comment on column roomtone.collectives.listeners is 'How many known tastes are in it.';
comment on column roomtone.collectives.house is 'h, the house voice, unit length, components of any sign: what votes cast here say beyond the mean song; null: no votes yet.';
comment on column roomtone.collectives.computed_at is 'When the queue was last filled.';
comment on column roomtone.collectives.unweighted is 'What vector would be if every listener had the weight g = 1, unit length; null: as for vector, or the sum cancels out.';
create index collectives_computed_at_idx on roomtone.collectives (computed_at);
alter table roomtone.collectives enable row level security;
insert into roomtone.collectives (player_id) select id from public.players on conflict do nothing;

create table roomtone.ledgers (
  session_id uuid primary key references public.sessions (id) on delete cascade deferrable,
  player_id uuid not null references public.players (id) on delete cascade,
  balance double precision not null
);
comment on table roomtone.ledgers is 'd of each listener in a room: how much better than the room''s mean they were served lately. No row: 0. Deleted when the session ends.';
comment on column roomtone.ledgers.session_id is 'The listener''s presence; a new check-in at the same player takes the ledger along.';
comment on column roomtone.ledgers.player_id is 'The room.';
comment on column roomtone.ledgers.balance is 'd <- 0.9*d + 0.1*(cos(u, s) - mean of cos(u, s)) with every song that starts; -0.2..0.2 or so.';
create index ledgers_player_id_idx on roomtone.ledgers (player_id);
alter table roomtone.ledgers enable row level security;

create table roomtone.ledger_bookings (
  play_id uuid not null references public.songs_playing (id) on delete cascade,
  session_id uuid not null references public.sessions (id) on delete cascade deferrable,
  cosine double precision not null,
  mean double precision not null,
  booked_at timestamptz not null default roomtone.now(),
  booking_seq bigint generated always as identity,
  primary key (play_id, session_id)
);
comment on table roomtone.ledger_bookings is $$Which play served whom how well; kept for 24 hours. The ledgers follow from it:
insert into roomtone.ledgers (session_id, player_id, balance)
select b.session_id, p.player_id, sum(0.1 * (b.cosine - b.mean) * 0.9 ^ b.later)
from (
  select play_id, session_id, cosine, mean, row_number() over (partition by session_id order by booking_seq desc) - 1 as later
  from roomtone.ledger_bookings
) b join public.songs_playing p on p.id = b.play_id join public.sessions s on s.id = b.session_id and s.status = 'active'
group by b.session_id, p.player_id
on conflict (session_id) do update set balance = excluded.balance$$;
comment on column roomtone.ledger_bookings.play_id is 'What was heard.';
comment on column roomtone.ledger_bookings.session_id is 'By whom.';
comment on column roomtone.ledger_bookings.cosine is 'cos(u, s) of the listener''s taste and the song when it was booked.';
comment on column roomtone.ledger_bookings.mean is 'The room''s mean of cosine when it was booked; kept, because those who erase their data take their rows along.';
comment on column roomtone.ledger_bookings.booked_at is 'When it was booked.';
comment on column roomtone.ledger_bookings.booking_seq is 'The order of booking.';
create index ledger_bookings_session_id_idx on roomtone.ledger_bookings (session_id);
create index ledger_bookings_booked_at_idx on roomtone.ledger_bookings (booked_at);
alter table roomtone.ledger_bookings enable row level security;

create table roomtone.song_reputations (
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  votes int not null,
  sum_k double precision not null,
  sum_kw double precision not null,
  direction extensions.vector(5),
  primary key (player_id, song_id)
);
-- Stored inline and uncompressed, as it is read with every fill.
alter table roomtone.song_reputations alter column direction set storage plain;
comment on table roomtone.song_reputations is $$Running sums over the votes cast at a player for a song, without those that are held back or excluded; kept by triggers on votes, and on songs for their direction. They follow from the votes:
select roomtone.rebuild_song_reputations()$$;
comment on column roomtone.song_reputations.player_id is 'Where the votes were cast.';
comment on column roomtone.song_reputations.song_id is 'On what.';
comment on column roomtone.song_reputations.votes is 'How many.';
comment on column roomtone.song_reputations.sum_k is 'Sum of their weights k.';
comment on column roomtone.song_reputations.sum_kw is 'Sum of k*w, w = (vote_value - 3)/2.';
comment on column roomtone.song_reputations.direction is 'The song''s embedding at unit length, in use or not; null: unknown. Kept by triggers on songs.';
create index song_reputations_song_id_idx on roomtone.song_reputations (song_id);
alter table roomtone.song_reputations enable row level security;

create table roomtone.room_changes (
  id bigint generated always as identity primary key,
  player_id uuid not null,
  playable_changed boolean not null default false,
  traceparent text default nullif(current_setting('roomtone.traceparent', true), '')
);
comment on table roomtone.room_changes is 'Rooms whose queue has to be filled again: inserted by triggers, deleted by the brain''s tick. A room may occur several times.';
comment on column roomtone.room_changes.id is 'Order of arrival.';
comment on column roomtone.room_changes.player_id is 'The room; it may be gone by now.';
comment on column roomtone.room_changes.playable_changed is 'Whether other songs may play there now, so that the fill looks for entries that may not.';
comment on column roomtone.room_changes.traceparent is 'The span from which the change follows, as W3C Trace Context writes it; null when it is not recorded. The brain sets roomtone.traceparent for the transaction.';
create index room_changes_player_id_idx on roomtone.room_changes (player_id);
alter table roomtone.room_changes enable row level security;

create table roomtone.dropped_entries (
  queue_id uuid primary key,
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  position int not null,
  dropped_at timestamptz not null default roomtone.now(),
  distance double precision,
  penalty double precision,
  listeners int,
  reason text not null,
  wanted extensions.vector(5),
  wanted_unweighted extensions.vector(5),
  song_vector extensions.vector(5),
  reputation double precision,
  heard_before boolean,
  picked_at timestamptz,
  constraint dropped_entries_position_positive check (position >= 1)
);
comment on table roomtone.dropped_entries is 'Entries of the last hour that left a queue because their song may no longer play there: a device may have begun one before it learned of that, and report it later. Written by the functions that write queues; deleted by the brain after an hour.';
comment on column roomtone.dropped_entries.queue_id is 'Id that the entry had in player_queue.';
comment on column roomtone.dropped_entries.player_id is 'As in player_queue.';
comment on column roomtone.dropped_entries.song_id is 'As in player_queue.';
comment on column roomtone.dropped_entries.position is 'Its place, from 1, as if it were in the queue still: entries with lower positions stand before it, and it moves up as they leave.';
comment on column roomtone.dropped_entries.dropped_at is 'When it left the queue.';
comment on column roomtone.dropped_entries.distance is 'As in player_queue.';
comment on column roomtone.dropped_entries.penalty is 'As in player_queue.';
comment on column roomtone.dropped_entries.listeners is 'As in player_queue.';
comment on column roomtone.dropped_entries.reason is 'As in player_queue.';
comment on column roomtone.dropped_entries.wanted is 'As in player_queue.';
comment on column roomtone.dropped_entries.wanted_unweighted is 'As in player_queue.';
comment on column roomtone.dropped_entries.song_vector is 'As in player_queue.';
comment on column roomtone.dropped_entries.reputation is 'As in player_queue.';
comment on column roomtone.dropped_entries.heard_before is 'As in player_queue.';
comment on column roomtone.dropped_entries.picked_at is 'As in player_queue.';
create index dropped_entries_player_id_idx on roomtone.dropped_entries (player_id);
create index dropped_entries_song_id_idx on roomtone.dropped_entries (song_id);
create index dropped_entries_dropped_at_idx on roomtone.dropped_entries (dropped_at);
alter table roomtone.dropped_entries enable row level security;

create table roomtone.library_directions (
  player_id uuid not null,
  song_id uuid not null,
  direction extensions.vector(5),
  primary key (player_id, song_id)
);
comment on table roomtone.library_directions is 'The songs in use of each library, kept by triggers on player_library and songs; see roomtone.playable_sums.';
comment on column roomtone.library_directions.player_id is 'Whose library.';
comment on column roomtone.library_directions.song_id is 'A song in use.';
comment on column roomtone.library_directions.direction is 'Its embedding at unit length; null: unknown.';
alter table roomtone.library_directions enable row level security;

create function roomtone.catalogue() returns uuid
language sql immutable parallel safe set search_path = ''
as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;
comment on function roomtone.catalogue() is 'The player_id of the catalogue''s row in roomtone.playable_sums, which no player has.';

create table roomtone.playable_sums (
  player_id uuid primary key,
  listed bigint not null default 0,
  songs bigint not null default 0,
  measured bigint not null default 0,
  sum_1 bigint not null default 0,
  sum_2 bigint not null default 0,
  sum_3 bigint not null default 0,
  sum_4 bigint not null default 0,
  sum_5 bigint not null default 0
);
comment on table roomtone.playable_sums is $$Running sums over the songs in use: a row for each player with a library, and one for the whole catalogue, whose player_id is all zeros. Integers, so that additions and subtractions cancel out exactly. Whoever changes songs locks the catalogue's row, whoever changes a library locks it shared: neither misses the other's change. Together with roomtone.library_directions they can be computed from songs and player_library:
select roomtone.rebuild_playable_sums()$$;
comment on column roomtone.playable_sums.player_id is 'Whose library; all zeros: the catalogue.';
comment on column roomtone.playable_sums.listed is 'Rows of player_library; 0 for the catalogue.';
comment on column roomtone.playable_sums.songs is 'How many songs are in use.';
comment on column roomtone.playable_sums.measured is 'How many of these have an embedding.';
comment on column roomtone.playable_sums.sum_1 is 'Sum of the first components of their unit embeddings, in units of 1e-9, each rounded.';
comment on column roomtone.playable_sums.sum_2 is 'As sum_1, of the second.';
comment on column roomtone.playable_sums.sum_3 is 'As sum_1, of the third.';
comment on column roomtone.playable_sums.sum_4 is 'As sum_1, of the fourth.';
comment on column roomtone.playable_sums.sum_5 is 'As sum_1, of the fifth.';
alter table roomtone.playable_sums enable row level security;
insert into roomtone.playable_sums (player_id) values (roomtone.catalogue());

create table roomtone.disclosed_collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  period timestamptz not null,
  vector extensions.vector(5) not null,
  listeners int not null check (listeners >= 3)
);
comment on table roomtone.disclosed_collectives is 'What was last disclosed of rooms with enough listeners of known taste. Whatever replica is asked: the first value read in a period of five minutes is disclosed for all of it.';
comment on column roomtone.disclosed_collectives.player_id is 'The room.';
comment on column roomtone.disclosed_collectives.period is 'Start of the five minutes in which it is disclosed.';
comment on column roomtone.disclosed_collectives.vector is 'The collective when it was first asked for in that period; disclosed in steps of 0.25.';
comment on column roomtone.disclosed_collectives.listeners is 'How many it was of; disclosed as a band, such as 10+.';
alter table roomtone.disclosed_collectives enable row level security;

create table roomtone.disclosed_entries (
  player_id uuid not null references public.players (id) on delete cascade,
  entry_id uuid not null,
  period timestamptz not null,
  picked_at timestamptz,
  wanted extensions.vector(5) not null,
  loved boolean not null,
  waited boolean not null,
  primary key (player_id, entry_id)
);
comment on table roomtone.disclosed_entries is 'What was last disclosed of the picks of rooms with enough listeners of known taste. Whoever writes them locks the room''s row in roomtone.disclosed_collectives.';
comment on column roomtone.disclosed_entries.player_id is 'The room.';
comment on column roomtone.disclosed_entries.entry_id is 'As in player_queue, or in songs_playing.queue_id once it plays.';
comment on column roomtone.disclosed_entries.period is 'Start of the five minutes in which it was disclosed; of an entry that can still change it is replaced in the next period.';
comment on column roomtone.disclosed_entries.picked_at is 'As in player_queue when it was disclosed: the reasons belong to that pick. Null: it played already.';
comment on column roomtone.disclosed_entries.wanted is 'What the room wanted then, in steps of 0.25.';
comment on column roomtone.disclosed_entries.loved is 'Whether the song''s good reputation in the room was disclosed as a reason.';
comment on column roomtone.disclosed_entries.waited is 'Whether it was disclosed that the song is for listeners who were served worse lately.';
alter table roomtone.disclosed_entries enable row level security;

-- A view and not a function: the planner sees through it, so that asking for one room, for few songs or for their number reads no more
-- than that.
create view roomtone.library_songs as
select l.player_id, s.id as song_id, s.title, s.embedding
from public.player_library l join public.songs s on s.id = l.song_id
where s.archived_at is null
union all
select c.player_id, s.id, s.title, s.embedding
from roomtone.collectives c cross join public.songs s
where s.archived_at is null and not exists (select from public.player_library l where l.player_id = c.player_id);
comment on view roomtone.library_songs is 'What each player may play: songs in use of its library, or the whole catalogue in use where it has none. Ask for one player at a time.';
comment on column roomtone.library_songs.player_id is 'The player.';
comment on column roomtone.library_songs.song_id is 'The song.';
comment on column roomtone.library_songs.title is 'As in songs.';
comment on column roomtone.library_songs.embedding is 'As in songs.';

create table roomtone.vote_exclusions (
  id uuid default gen_random_uuid() primary key,
  player_id uuid not null references public.players (id) on delete cascade,
  cast_from timestamptz not null,
  cast_to timestamptz not null,
  votes int not null,
  created_at timestamptz not null default roomtone.now(),
  created_by uuid not null,
  constraint vote_exclusions_span check (cast_from < cast_to)
);
comment on table roomtone.vote_exclusions is 'Spans of time whose votes staff have taken out of the reputations and the house voice of a room. A vote is out while any of them covers it. Written by roomtone.exclude_votes() and roomtone.readmit_votes() alone.';
comment on column roomtone.vote_exclusions.id is 'Names the exclusion.';
comment on column roomtone.vote_exclusions.player_id is 'The room.';
comment on column roomtone.vote_exclusions.cast_from is 'Start of the span: votes cast at this time or later are covered.';
comment on column roomtone.vote_exclusions.cast_to is 'End of the span: votes cast before this time are covered.';
comment on column roomtone.vote_exclusions.votes is 'How many votes it took out when it was made: those of the span that no other exclusion covered.';
comment on column roomtone.vote_exclusions.created_at is 'When it was made.';
comment on column roomtone.vote_exclusions.created_by is 'Who made it: the user''s id in Supabase Auth. No reference: the exclusion outlives the account.';
create index vote_exclusions_player_id_idx on roomtone.vote_exclusions (player_id, created_at desc);
alter table roomtone.vote_exclusions enable row level security;

update roomtone.schema_version set version = 20261130090300;
