-- What the brain knows of a room beside its queue: the collective, who got how much lately, which songs were loved there.

create table roomtone.collectives (
  player_id uuid primary key references public.players (id) on delete cascade,
  vector extensions.vector(5),
  listeners int not null default 0,
  house extensions.vector(5),
  computed_at timestamptz not null default '-infinity'
);
comment on table roomtone.collectives is 'One row per player, made with it. Whoever locks the row owns the player''s queue.';
comment on column roomtone.collectives.player_id is 'The room.';
comment on column roomtone.collectives.vector is 'The room''s taste, unit length: unit(sum of g*u + h); null: nobody here and no votes yet.';
comment on column roomtone.collectives.listeners is 'How many known tastes are in it.';
comment on column roomtone.collectives.house is 'h, the house voice, unit length, components of any sign: what votes cast here say beyond the mean song; null: no votes yet.';
comment on column roomtone.collectives.computed_at is 'When the queue was last filled.';
create index collectives_computed_at_idx on roomtone.collectives (computed_at);
alter table roomtone.collectives enable row level security;

create table roomtone.ledgers (
  session_id uuid primary key references public.sessions (id) on delete cascade deferrable,
  player_id uuid not null references public.players (id) on delete cascade,
  balance double precision not null
);
comment on table roomtone.ledgers is 'd of each listener in a room: how much better than the room''s mean they were served lately. No row: 0.';
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
) b join public.songs_playing p on p.id = b.play_id
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
  primary key (player_id, song_id)
);
comment on table roomtone.song_reputations is $$Running sums over the votes cast at a player for a song; kept by triggers on votes. They follow from the votes:
insert into roomtone.song_reputations (player_id, song_id, votes, sum_k, sum_kw)
select player_id, song_id, count(*), sum(weight), sum(weight * (vote_value - 3) / 2.0)
from public.votes where player_id is not null and weight is not null group by player_id, song_id
on conflict (player_id, song_id) do update set votes = excluded.votes, sum_k = excluded.sum_k, sum_kw = excluded.sum_kw$$;
comment on column roomtone.song_reputations.player_id is 'Where the votes were cast.';
comment on column roomtone.song_reputations.song_id is 'On what.';
comment on column roomtone.song_reputations.votes is 'How many.';
comment on column roomtone.song_reputations.sum_k is 'Sum of their weights k.';
comment on column roomtone.song_reputations.sum_kw is 'Sum of k*w, w = (vote_value - 3)/2.';
create index song_reputations_song_id_idx on roomtone.song_reputations (song_id);
alter table roomtone.song_reputations enable row level security;

create table roomtone.room_changes (
  id bigint generated always as identity primary key,
  player_id uuid not null
);
comment on table roomtone.room_changes is 'Rooms whose queue may no longer be what its people want: appended by triggers, taken by the brain''s tick. Hints that may repeat.';
comment on column roomtone.room_changes.id is 'Order of arrival.';
comment on column roomtone.room_changes.player_id is 'The room; it may be gone by now.';
alter table roomtone.room_changes enable row level security;

create function roomtone.make_collective() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.collectives (player_id) values (new.id) on conflict do nothing;
  insert into roomtone.room_changes (player_id) values (new.id);
  return null;
end
$$;
comment on function roomtone.make_collective() is 'Trigger on players: each has its row in collectives.';
revoke execute on function roomtone.make_collective() from public;
create trigger make_collective after insert on public.players
for each row execute function roomtone.make_collective();
insert into roomtone.collectives (player_id) select id from public.players on conflict do nothing;

-- Sums over votes change with the votes, whoever writes them, one row per player and song in a fixed order.
create function roomtone.add_to_reputations(p_players uuid[], p_songs uuid[], p_votes int[], p_k double precision[], p_kw double precision[])
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.song_reputations as known (player_id, song_id, votes, sum_k, sum_kw)
  select player_id, song_id, sum(votes), sum(k), sum(kw)
  from unnest(p_players, p_songs, p_votes, p_k, p_kw) as change (player_id, song_id, votes, k, kw)
  -- a player or song that is being removed takes its sums along
  where exists (select from public.players p where p.id = change.player_id)
    and exists (select from public.songs s where s.id = change.song_id)
  group by player_id, song_id
  having sum(votes) <> 0 or sum(k) <> 0 or sum(kw) <> 0
  order by player_id, song_id
  on conflict (player_id, song_id) do update
  set votes = known.votes + excluded.votes, sum_k = known.sum_k + excluded.sum_k, sum_kw = known.sum_kw + excluded.sum_kw;
  delete from roomtone.song_reputations r
  using unnest(p_players, p_songs) as change (player_id, song_id)
  where r.player_id = change.player_id and r.song_id = change.song_id and r.votes <= 0;
  insert into roomtone.room_changes (player_id) select distinct player_id from unnest(p_players) as change (player_id);
end
$$;
comment on function roomtone.add_to_reputations(uuid[], uuid[], int[], double precision[], double precision[]) is 'Adds changes of votes to roomtone.song_reputations; arrays of one length, one element per change.';
revoke execute on function roomtone.add_to_reputations(uuid[], uuid[], int[], double precision[], double precision[]) from public;

create function roomtone.count_votes() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(1), array_agg(weight), array_agg(weight * (vote_value - 3) / 2.0))
    from new_votes where player_id is not null and weight is not null having count(*) > 0;
  elsif tg_op = 'DELETE' then
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(-1), array_agg(-weight), array_agg(-weight * (vote_value - 3) / 2.0))
    from old_votes where player_id is not null and weight is not null having count(*) > 0;
  else
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(votes), array_agg(k), array_agg(kw))
    from (
      select player_id, song_id, 1 as votes, weight as k, weight * (vote_value - 3) / 2.0 as kw
      from new_votes where player_id is not null and weight is not null
      union all
      select player_id, song_id, -1, -weight, -weight * (vote_value - 3) / 2.0
      from old_votes where player_id is not null and weight is not null
    ) changes having count(*) > 0;
  end if;
  return null;
end
$$;
comment on function roomtone.count_votes() is 'Trigger on votes: keeps roomtone.song_reputations, which count the votes that have a player and a weight.';
revoke execute on function roomtone.count_votes() from public;
create trigger count_new_votes after insert on public.votes referencing new table as new_votes
for each statement execute function roomtone.count_votes();
create trigger count_changed_votes after update on public.votes referencing old table as old_votes new table as new_votes
for each statement execute function roomtone.count_votes();
create trigger count_deleted_votes after delete on public.votes referencing old table as old_votes
for each statement execute function roomtone.count_votes();

-- Rooms change when people come and go, when their tastes move, and when the library does.
create function roomtone.mark_room() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id)
  select distinct player_id from (
    select new.player_id where tg_op <> 'DELETE'
    union all
    select old.player_id where tg_op <> 'INSERT'
  ) rooms where player_id is not null;
  return null;
end
$$;
comment on function roomtone.mark_room() is 'Trigger on sessions and player_library: the room has changed.';
revoke execute on function roomtone.mark_room() from public;
create trigger mark_room after insert or delete or update of status, player_id, expires_at on public.sessions
for each row execute function roomtone.mark_room();
create trigger mark_room after insert or delete or update on public.player_library
for each row execute function roomtone.mark_room();

create function roomtone.mark_room_of_taste() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id)
  select player_id from public.sessions
  where user_id = new.id and status = 'active' and player_id is not null;
  return null;
end
$$;
comment on function roomtone.mark_room_of_taste() is 'Trigger on profiles: a taste has moved, so has the room that its owner is in.';
revoke execute on function roomtone.mark_room_of_taste() from public;
create trigger mark_room after update of preference_vector on public.profiles
for each row when (old.preference_vector::text is distinct from new.preference_vector::text)
execute function roomtone.mark_room_of_taste();

update roomtone.schema_version set version = 20261122091000;
