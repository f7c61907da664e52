-- Triggers keep what follows from other rows, whoever writes these: profiles of users, search texts, slugs, sums and marks of rooms that
-- have changed.
set local lock_timeout = '4s';

-- A profile for every user.
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

create trigger roomtone_profile after insert or update of email on auth.users
for each row execute function roomtone.copy_user_to_profile();

-- Songs and players.
create function roomtone.touch_updated_at() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.updated_at := roomtone.now();
  return new;
end
$$;
comment on function roomtone.touch_updated_at() is 'Trigger: keeps updated_at.';
create function roomtone.set_search_text() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.search_text := roomtone.folded(concat_ws(' ', new.title, new.artist));
  return new;
end
$$;
comment on function roomtone.set_search_text() is 'Trigger on songs: keeps search_text.';
create function roomtone.complete_player() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.token !~ '^sha256:[0-9a-f]{64}$' then
    new.token := roomtone.hash_token(new.token);
  end if;
  if new.slug is null then
    -- Two players of one name made at once must not meet on one slug.
    perform pg_advisory_xact_lock(hashtext('roomtone.players.slug'));
    new.slug := roomtone.slug_of(new.name, new.id);
  end if;
  return new;
end
$$;
comment on function roomtone.complete_player() is 'Trigger: hashes a token written in plain text, and derives the slug from the name when there is none.';
create function roomtone.set_token_changed_at() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- After complete_player, by its name: what is compared is the hash.
  if tg_op = 'INSERT' or new.token is distinct from old.token then
    new.token_changed_at := roomtone.now();
  end if;
  return new;
end
$$;
comment on function roomtone.set_token_changed_at() is 'Trigger on players: keeps token_changed_at.';
create trigger touch_updated_at before update on public.songs for each row execute function roomtone.touch_updated_at();
create trigger set_search_text before insert or update of title, artist, search_text on public.songs for each row execute function roomtone.set_search_text();
create trigger complete_player before insert or update of token, slug on public.players for each row execute function roomtone.complete_player();
create trigger set_token_changed_at before insert or update of token on public.players for each row execute function roomtone.set_token_changed_at();

-- The last play of each song in each room, and a collective for every player.
create function roomtone.record_last_play() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.last_plays as known (player_id, song_id, played_at)
  select player_id, song_id, max(played_at)
  from written
  where player_id is not null and song_id is not null
  group by player_id, song_id
  order by player_id, song_id
  on conflict (player_id, song_id) do update set played_at = excluded.played_at
  where known.played_at < excluded.played_at;
  return null;
end
$$;
comment on function roomtone.record_last_play() is 'Trigger on songs_playing: keeps roomtone.last_plays.';
create function roomtone.create_collective() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.collectives (player_id) values (new.id) on conflict do nothing;
  insert into roomtone.room_changes (player_id) values (new.id);
  return null;
end
$$;
comment on function roomtone.create_collective() is 'Trigger on players: each has its row in collectives.';
create trigger record_last_play after insert on public.songs_playing
referencing new table as written
for each statement execute function roomtone.record_last_play();
create trigger record_last_play_again after update on public.songs_playing
referencing new table as written
for each statement execute function roomtone.record_last_play();
create trigger create_collective after insert on public.players for each row execute function roomtone.create_collective();

-- Sums over votes. Whoever writes votes changes the sums, one row per player and song, in a fixed order.
create function roomtone.add_to_reputations(p_players uuid[], p_songs uuid[], p_votes int[], p_k double precision[], p_kw double precision[])
returns void
language plpgsql security definer
-- Planning for each vote would take as long as counting it.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off
as $$
begin
  -- One change is the usual case, and its lock is nearly always free: then an expression takes it, without a query.
  if cardinality(p_songs) > 1 or not pg_try_advisory_xact_lock_shared(5, uuid_hash(p_songs[1]) & 63) then
    perform pg_advisory_xact_lock_shared(5, l.lock)
    from (select distinct uuid_hash(c.id) & 63 as lock from unnest(p_songs) as c (id) order by lock) l;
  end if;
  insert into roomtone.song_reputations as known (player_id, song_id, votes, sum_k, sum_kw, direction)
  select change.player_id, change.song_id, change.votes, change.k, change.kw, extensions.l2_normalize(s.embedding)
  from (
    select c.player_id, c.song_id, sum(c.votes) as votes, sum(c.k) as k, sum(c.kw) as kw
    from unnest(p_players, p_songs, p_votes, p_k, p_kw) as c (player_id, song_id, votes, k, kw)
    group by c.player_id, c.song_id
    having sum(c.votes) <> 0 or sum(c.k) <> 0 or sum(c.kw) <> 0
  ) change
  -- A player or song that is being deleted has no sums any more.
  join public.songs s on s.id = change.song_id
  where exists (select from public.players p where p.id = change.player_id)
  order by change.player_id, change.song_id
  on conflict (player_id, song_id) do update
  set votes = known.votes + excluded.votes, sum_k = known.sum_k + excluded.sum_k, sum_kw = known.sum_kw + excluded.sum_kw;
  if 0 > any (p_votes) then
    delete from roomtone.song_reputations r
    using unnest(p_players, p_songs) as change (player_id, song_id)
    where r.player_id = change.player_id and r.song_id = change.song_id and r.votes <= 0;
  end if;
  insert into roomtone.room_changes (player_id) select distinct player_id from unnest(p_players) as change (player_id);
end
$$;
comment on function roomtone.add_to_reputations(uuid[], uuid[], int[], double precision[], double precision[]) is 'Adds changes of votes to roomtone.song_reputations; arrays of one length, one element per change.';
create function roomtone.count_votes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(1), array_agg(weight), array_agg(weight * (vote_value - 3) / 2.0))
    from new_votes where player_id is not null and weight is not null and not held and not excluded having count(*) > 0;
  elsif tg_op = 'DELETE' then
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(-1), array_agg(-weight), array_agg(-weight * (vote_value - 3) / 2.0))
    from old_votes where player_id is not null and weight is not null and not held and not excluded having count(*) > 0;
  else
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(votes), array_agg(k), array_agg(kw))
    from (
      select player_id, song_id, 1 as votes, weight as k, weight * (vote_value - 3) / 2.0 as kw
      from new_votes where player_id is not null and weight is not null and not held and not excluded
      union all
      select player_id, song_id, -1, -weight, -weight * (vote_value - 3) / 2.0
      from old_votes where player_id is not null and weight is not null and not held and not excluded
    ) changes having count(*) > 0;
  end if;
  return null;
end
$$;
comment on function roomtone.count_votes() is 'Trigger on votes: keeps roomtone.song_reputations, which count the votes that have a player and a weight and are neither held back nor excluded.';
create trigger count_new_votes after insert on public.votes referencing new table as new_votes
for each statement execute function roomtone.count_votes();
create trigger count_changed_votes after update on public.votes referencing old table as old_votes new table as new_votes
for each statement execute function roomtone.count_votes();
create trigger count_deleted_votes after delete on public.votes referencing old table as old_votes
for each statement execute function roomtone.count_votes();

-- Whoever inserts a vote takes the lock of the room's votes (6, hash of the player) shared until commit, whoever changes exclusions takes
-- it exclusively: then either the vote sees the exclusion or the exclusion sees the vote.
create function roomtone.set_vote_excluded() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.excluded := false;
  if new.player_id is not null then
    -- An expression is evaluated without a query. The lock is nearly always free.
    if not pg_try_advisory_xact_lock_shared(6, uuid_hash(new.player_id)) then
      perform pg_advisory_xact_lock_shared(6, uuid_hash(new.player_id));
    end if;
    new.excluded := exists (
      select from roomtone.vote_exclusions e
      where e.player_id = new.player_id and e.cast_from <= new.vote_time and new.vote_time < e.cast_to);
  end if;
  return new;
end
$$;
comment on function roomtone.set_vote_excluded() is 'Trigger on votes: an exclusion of the room covers a vote that was cast in its span, whenever the vote is inserted.';
create trigger set_vote_excluded before insert or update of player_id, vote_time on public.votes
for each row execute function roomtone.set_vote_excluded();

create function roomtone.exclude_votes(p_player_id uuid, p_from timestamptz, p_to timestamptz, p_actor_id uuid, p_request_id text)
returns table (exclusion_id uuid, excluded_votes int)
language plpgsql security definer set search_path = ''
as $$
begin
  lock table public.votes in row exclusive mode;
  perform pg_advisory_xact_lock(6, uuid_hash(p_player_id));
  update public.votes set excluded = true
  where player_id = p_player_id and vote_time >= p_from and vote_time < p_to and not excluded;
  get diagnostics excluded_votes = row_count;
  insert into roomtone.vote_exclusions (player_id, cast_from, cast_to, votes, created_by)
  values (p_player_id, p_from, p_to, excluded_votes, p_actor_id) returning id into exclusion_id;
  insert into roomtone.audit_log (actor_id, action, thing, thing_id, after, request_id)
  values (p_actor_id, 'exclude-votes', 'player', p_player_id,
    jsonb_build_object('vote_exclusion', exclusion_id, 'from', p_from, 'to', p_to, 'votes', excluded_votes), p_request_id);
  return next;
end
$$;
comment on function roomtone.exclude_votes(uuid, timestamptz, timestamptz, uuid, text) is 'Takes the votes cast at a player from p_from until before p_to out of its reputations and house voice, and writes the audit log. The caller has checked that p_actor_id is staff of the player. Votes that are inserted later are covered, too. Returns the id of the exclusion and how many votes it took out.';

create function roomtone.readmit_votes(p_player_id uuid, p_exclusion_id uuid, p_actor_id uuid, p_request_id text) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_exclusion roomtone.vote_exclusions;
begin
  lock table public.votes in row exclusive mode;
  perform pg_advisory_xact_lock(6, uuid_hash(p_player_id));
  delete from roomtone.vote_exclusions where id = p_exclusion_id and player_id = p_player_id returning * into v_exclusion;
  if not found then
    return false;
  end if;
  update public.votes v set excluded = false
  where v.player_id = p_player_id and v.vote_time >= v_exclusion.cast_from and v.vote_time < v_exclusion.cast_to and v.excluded
    and not exists (
      select from roomtone.vote_exclusions e
      where e.player_id = v.player_id and e.cast_from <= v.vote_time and v.vote_time < e.cast_to);
  insert into roomtone.audit_log (actor_id, action, thing, thing_id, before, request_id)
  values (p_actor_id, 'readmit-votes', 'player', p_player_id,
    jsonb_build_object('vote_exclusion', v_exclusion.id, 'from', v_exclusion.cast_from, 'to', v_exclusion.cast_to, 'votes', v_exclusion.votes), p_request_id);
  return true;
end
$$;
comment on function roomtone.readmit_votes(uuid, uuid, uuid, text) is 'Deletes a vote exclusion of a player and writes the audit log: the votes that no other exclusion covers count again. Returns whether there was such an exclusion. The caller has checked that p_actor_id is staff of the player.';

-- Everything that changes which votes of a room count is one statement, so that a transaction takes the locks of reputations once, in
-- their order, and no two deadlock. For the same reason the lock of the room's votes (6, hash of the player) comes before the votes, and
-- the table before both, as in a transaction that inserts a vote.
create function roomtone.confirm_stay(p_session_id uuid, p_at timestamptz, p_vote_id uuid default null, p_vote_value int default null) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_session public.sessions;
  v_stay uuid[];
begin
  select s.* into v_session
  from public.sessions s cross join roomtone.installation i
  where s.id = p_session_id and s.player_id is not null and s.stay_confirmed_at is null
    and p_at >= s.stay_since + make_interval(secs => i.dwell_seconds) and p_at < coalesce(s.ended_at, s.expires_at);
  if found then
    lock table public.votes in row exclusive mode;
    perform pg_advisory_xact_lock_shared(6, uuid_hash(v_session.player_id));
    with stay as (
      update public.sessions s set stay_confirmed_at = p_at
      where s.user_id = v_session.user_id and s.checked_in_at >= v_session.stay_since and s.stay_id = v_session.stay_id
      returning s.id
    )
    select array_agg(stay.id) into v_stay from stay;
  end if;
  if p_vote_id is not null or v_stay is not null then
    update public.votes v
    set held = v.held and not coalesce(v.session_id = any (v_stay), false),
      vote_value = case when v.id = p_vote_id then p_vote_value else v.vote_value end
    where v.id = p_vote_id or v.held and v.session_id = any (v_stay);
  end if;
  return v_stay is not null;
end
$$;
comment on function roomtone.confirm_stay(uuid, timestamptz, uuid, int) is 'Confirms the stay of a session at p_at, if the dwell is over and the session was active then, and lets the votes of the stay that were held back count. With p_vote_id it changes the value of that vote in the same statement. Returns whether it confirmed the stay: false when that had been done before, too. The caller has locked the listener''s profile.';

-- A reputation that is created while an embedding changes must not keep the old direction. Whoever counts a vote takes the lock of its song
-- shared; whoever changes the embedding takes it exclusively until commit. Songs share 64 advisory locks (5, 0..63), so that a whole
-- catalogue can change at once; rows of songs are not locked, because queues refer to them. A statement takes these locks in one order,
-- and the catalogue's row of roomtone.playable_sums before them, also where a song that is deleted takes its votes along: two statements
-- never deadlock. Transactions that count votes or change embeddings in several statements may deadlock and have to be retried (40P01).
create function roomtone.update_reputation_directions(p_songs uuid[]) returns void
language plpgsql security definer
set search_path = '' set enable_seqscan = off
as $$
begin
  perform pg_advisory_xact_lock(5, l.lock)
  from (select distinct uuid_hash(m.id) & 63 as lock from unnest(p_songs) as m (id) order by lock) l;
  update roomtone.song_reputations r set direction = extensions.l2_normalize(s.embedding)
  from public.songs s where s.id = any (p_songs) and r.song_id = s.id;
end
$$;
comment on function roomtone.update_reputation_directions(uuid[]) is 'Copies changed embeddings of songs into roomtone.song_reputations.direction. The caller has locked the catalogue''s row of roomtone.playable_sums.';
create function roomtone.rebuild_song_reputations() returns void
language plpgsql set search_path = ''
as $$
begin
  lock table public.songs, public.votes in share row exclusive mode;
  delete from roomtone.song_reputations;
  insert into roomtone.song_reputations (player_id, song_id, votes, sum_k, sum_kw, direction)
  select v.player_id, v.song_id, v.votes, v.k, v.kw, extensions.l2_normalize(s.embedding)
  from (
    select player_id, song_id, count(*) as votes, sum(weight) as k, sum(weight * (vote_value - 3) / 2.0) as kw
    from public.votes where player_id is not null and weight is not null and not held and not excluded group by player_id, song_id
  ) v
  join public.songs s on s.id = v.song_id;
end
$$;
comment on function roomtone.rebuild_song_reputations() is 'Counts roomtone.song_reputations anew from votes and songs; whoever writes these waits meanwhile.';

-- Sums over the songs that a room may play.
create function roomtone.change_playable_sums(p_players uuid[], p_directions extensions.vector[], p_signs int[]) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update roomtone.playable_sums s
  set songs = s.songs + c.songs, measured = s.measured + c.measured, sum_1 = s.sum_1 + c.s1, sum_2 = s.sum_2 + c.s2,
    sum_3 = s.sum_3 + c.s3, sum_4 = s.sum_4 + c.s4, sum_5 = s.sum_5 + c.s5
  from (
    select g.player_id, sum(g.sign) as songs, coalesce(sum(g.sign) filter (where g.u is not null), 0) as measured,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[1])::bigint), 0) as s1,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[2])::bigint), 0) as s2,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[3])::bigint), 0) as s3,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[4])::bigint), 0) as s4,
      coalesce(sum(g.sign * round((roomtone.rules()).sum_scale * g.u[5])::bigint), 0) as s5
    from (
      select d.player_id, d.sign, d.direction::real[]::double precision[] as u
      from unnest(p_players, p_directions, p_signs) as d (player_id, direction, sign)
    ) g
    group by g.player_id
  ) c
  where s.player_id = c.player_id;
end
$$;
comment on function roomtone.change_playable_sums(uuid[], extensions.vector[], int[]) is 'Adds songs to roomtone.playable_sums (sign 1) or subtracts them (-1): arrays of one length, one element per player and song. p_directions: embeddings at unit length, null where unknown. The caller has locked the rows.';
create function roomtone.remove_from_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_players uuid[];
  v_directions extensions.vector[];
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with gone as (
    delete from roomtone.library_directions d using unnest(p_players, p_songs) as pair (player_id, song_id)
    where d.player_id = pair.player_id and d.song_id = pair.song_id
    returning d.player_id, d.direction
  )
  select array_agg(g.player_id), array_agg(g.direction) into v_players, v_directions from gone g;
  if v_players is not null then
    perform roomtone.change_playable_sums(v_players, v_directions, array_fill(-1, array[cardinality(v_players)]));
  end if;
end
$$;
comment on function roomtone.remove_from_libraries(uuid[], uuid[]) is 'Songs leave libraries, or are archived: pairs of player and song, arrays of one length. Pairs that are not in roomtone.library_directions are ignored.';
create function roomtone.add_to_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_players uuid[];
  v_directions extensions.vector[];
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with came as (
    insert into roomtone.library_directions (player_id, song_id, direction)
    select pair.player_id, pair.song_id, extensions.l2_normalize(s.embedding)
    from unnest(p_players, p_songs) as pair (player_id, song_id) join public.songs s on s.id = pair.song_id
    where s.archived_at is null
    returning player_id, direction
  )
  select array_agg(c.player_id), array_agg(c.direction) into v_players, v_directions from came c;
  if v_players is not null then
    perform roomtone.change_playable_sums(v_players, v_directions, array_fill(1, array[cardinality(v_players)]));
  end if;
end
$$;
comment on function roomtone.add_to_libraries(uuid[], uuid[]) is 'Songs come into libraries, or back into use: pairs of player and song, arrays of one length. Archived songs are ignored.';
create function roomtone.count_library() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_old_players uuid[] := '{}';
  v_old_songs uuid[] := '{}';
  v_new_players uuid[] := '{}';
  v_new_songs uuid[] := '{}';
begin
  if tg_op <> 'INSERT' then
    select coalesce(array_agg(o.player_id), '{}'), coalesce(array_agg(o.song_id), '{}') into v_old_players, v_old_songs from old_rows o;
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(n.player_id), '{}'), coalesce(array_agg(n.song_id), '{}') into v_new_players, v_new_songs from new_rows n;
  end if;
  if cardinality(v_old_players) + cardinality(v_new_players) = 0 then
    return null;
  end if;
  perform from roomtone.playable_sums where player_id = roomtone.catalogue() for share;
  insert into roomtone.playable_sums as known (player_id, listed)
  select change.player_id, sum(change.listed)
  from (
    select unnest(v_old_players) as player_id, -1 as listed
    union all
    select unnest(v_new_players), 1
  ) change
  group by change.player_id order by change.player_id
  on conflict (player_id) do update set listed = known.listed + excluded.listed;
  perform roomtone.remove_from_libraries(v_old_players, v_old_songs);
  perform roomtone.add_to_libraries(v_new_players, v_new_songs);
  delete from roomtone.playable_sums s
  where s.player_id = any (v_old_players) and s.listed <= 0 and s.player_id <> roomtone.catalogue();
  return null;
end
$$;
comment on function roomtone.count_library() is 'Trigger on player_library: keeps roomtone.library_directions and roomtone.playable_sums.';
create function roomtone.count_songs() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_changed uuid[];
  v_moved uuid[];
  v_gone extensions.vector[] := '{}';
  v_come extensions.vector[] := '{}';
  v_players uuid[];
  v_songs uuid[];
begin
  if tg_op = 'UPDATE' then
    select array_agg(c.id), array_agg(c.id) filter (where c.moved) into v_changed, v_moved
    from (
      select n.id, n.embedding::text is distinct from o.embedding::text as moved, (n.archived_at is null) <> (o.archived_at is null) as used
      from new_rows n join old_rows o on o.id = n.id
    ) c
    where c.moved or c.used;
    if v_changed is null then
      return null;
    end if;
  end if;
  if tg_op <> 'INSERT' then
    select coalesce(array_agg(extensions.l2_normalize(o.embedding)), '{}') into v_gone
    from old_rows o where o.archived_at is null and (v_changed is null or o.id = any (v_changed));
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(extensions.l2_normalize(n.embedding)), '{}') into v_come
    from new_rows n where n.archived_at is null and (v_changed is null or n.id = any (v_changed));
  end if;
  perform from roomtone.playable_sums s where s.player_id = roomtone.catalogue() for update;
  perform roomtone.change_playable_sums(
    array_fill(roomtone.catalogue(), array[cardinality(v_gone) + cardinality(v_come)]), v_gone || v_come,
    array_fill(-1, array[cardinality(v_gone)]) || array_fill(1, array[cardinality(v_come)]));
  if tg_op = 'UPDATE' then
    select array_agg(l.player_id), array_agg(l.song_id) into v_players, v_songs
    from public.player_library l where l.song_id = any (v_changed);
    if v_players is not null then
      perform roomtone.remove_from_libraries(v_players, v_songs);
      perform roomtone.add_to_libraries(v_players, v_songs);
    end if;
  end if;
  if v_moved is not null then
    perform roomtone.update_reputation_directions(v_moved);
  end if;
  return null;
end
$$;
comment on function roomtone.count_songs() is 'Trigger on songs: keeps the catalogue''s row of roomtone.playable_sums, and what libraries and reputations know of songs that come into use, go out of it or sound different now. A song that is deleted leaves these by its own rows there.';
create trigger count_new_songs after insert on public.player_library referencing new table as new_rows
for each statement execute function roomtone.count_library();
create trigger count_changed_songs after update on public.player_library referencing old table as old_rows new table as new_rows
for each statement execute function roomtone.count_library();
create trigger count_lost_songs after delete on public.player_library referencing old table as old_rows
for each statement execute function roomtone.count_library();
create trigger count_new_songs after insert on public.songs referencing new table as new_rows
for each statement execute function roomtone.count_songs();
create trigger count_changed_songs after update on public.songs referencing old table as old_rows new table as new_rows
for each statement execute function roomtone.count_songs();
create trigger count_lost_songs after delete on public.songs referencing old table as old_rows
for each statement execute function roomtone.count_songs();

create function roomtone.rebuild_playable_sums() returns void
language plpgsql set search_path = ''
as $$
begin
  lock table public.songs, public.player_library in share row exclusive mode;
  delete from roomtone.library_directions;
  delete from roomtone.playable_sums;
  insert into roomtone.library_directions (player_id, song_id, direction)
  select l.player_id, l.song_id, extensions.l2_normalize(s.embedding)
  from public.player_library l join public.songs s on s.id = l.song_id where s.archived_at is null
  order by l.player_id, l.song_id;
  insert into roomtone.playable_sums (player_id, listed)
  select roomtone.catalogue(), 0
  union all
  select l.player_id, count(*) from public.player_library l group by l.player_id;
  perform roomtone.change_playable_sums(array_agg(d.player_id), array_agg(d.direction), array_agg(1))
  from (
    select roomtone.catalogue() as player_id, extensions.l2_normalize(s.embedding) as direction from public.songs s where s.archived_at is null
    union all
    select l.player_id, l.direction from roomtone.library_directions l
  ) d
  group by d.player_id;
end
$$;
comment on function roomtone.rebuild_playable_sums() is 'Counts roomtone.library_directions and roomtone.playable_sums anew from songs and player_library; whoever writes these waits meanwhile.';
select roomtone.rebuild_playable_sums();

-- Rooms change when people come and go, when their tastes move, when the library does, and when a queued song is archived.
create function roomtone.record_room_change() returns trigger
language plpgsql security definer set search_path = ''
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
comment on function roomtone.record_room_change() is 'Trigger on sessions: who is present in the room has changed.';
create function roomtone.record_taste_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id)
  select player_id from public.sessions
  where user_id = new.id and status = 'active' and player_id is not null;
  return null;
end
$$;
comment on function roomtone.record_taste_change() is 'Trigger on profiles: a taste has moved, so has the room that its owner is in.';
-- A library is set in two statements, of up to fifty thousand songs: the room is marked once for each statement, not once for each song.
create function roomtone.record_library_changes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id, playable_changed)
  select distinct player_id, true from written where player_id is not null order by player_id;
  return null;
end
$$;
comment on function roomtone.record_library_changes() is 'Trigger on player_library: the rooms of the rows written have changed.';
create function roomtone.record_archived_song() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id, playable_changed)
  select q.player_id, true from public.player_queue q where q.song_id = new.id order by q.player_id;
  return null;
end
$$;
comment on function roomtone.record_archived_song() is 'Trigger on songs: the rooms in whose queue an archived song is have changed. A queue that another transaction fills at the same moment is not seen; the manager looks for these every second.';
create trigger record_room_change after insert or delete on public.sessions
for each row execute function roomtone.record_room_change();
-- A renewal changes nothing in the room.
create trigger record_presence_change after update of status, player_id, expires_at on public.sessions
for each row when (
  old.status <> new.status or old.player_id is distinct from new.player_id
  or (old.expires_at > roomtone.now()) <> (new.expires_at > roomtone.now()))
execute function roomtone.record_room_change();
create trigger record_room_change after update of preference_vector on public.profiles
for each row when (
  old.preference_vector is null or new.preference_vector is null or old.preference_vector operator(extensions.<>) new.preference_vector)
execute function roomtone.record_taste_change();
create trigger record_change_on_insert after insert on public.player_library
referencing new table as written for each statement execute function roomtone.record_library_changes();
create trigger record_change_on_delete after delete on public.player_library
referencing old table as written for each statement execute function roomtone.record_library_changes();
create trigger record_change_of_old after update on public.player_library
referencing old table as written for each statement execute function roomtone.record_library_changes();
create trigger record_change_of_new after update on public.player_library
referencing new table as written for each statement execute function roomtone.record_library_changes();
create trigger record_archived_song after update on public.songs
for each row when (old.archived_at is null and new.archived_at is not null)
execute function roomtone.record_archived_song();

create function roomtone.delete_ledger() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from roomtone.ledgers where session_id = new.id;
  return null;
end
$$;
comment on function roomtone.delete_ledger() is 'Trigger on sessions: deletes the ledger of a session that ends.';
create function roomtone.record_withdrawn_votes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.withdrawn_votes (id, user_id, vote_time, player_id)
  select gone.id, gone.user_id, gone.vote_time, gone.player_id from gone
  join public.profiles p on p.id = gone.user_id -- a listener who is deleted leaves no record
  where gone.vote_time > roomtone.now() - (roomtone.rules()).rate_window
  on conflict do nothing;
  return null;
end
$$;
comment on function roomtone.record_withdrawn_votes() is 'Trigger on votes: records deleted votes of the last hour, which still count for the limits.';
create trigger delete_ledger after update of status on public.sessions
for each row when (old.status = 'active' and new.status <> 'active') execute function roomtone.delete_ledger();
create trigger record_withdrawn_votes after delete on public.votes
referencing old table as gone for each statement execute function roomtone.record_withdrawn_votes();

-- Presence codes: what a player shows to those who are present.
create function roomtone.change_presence() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.presence = 'code' then
    insert into roomtone.presence_secrets (player_id) values (new.id) on conflict do nothing;
  end if;
  if tg_op = 'UPDATE' and new.presence <> old.presence then
    insert into roomtone.room_changes (player_id) values (new.id);
  end if;
  return null;
end
$$;
comment on function roomtone.change_presence() is 'Trigger on players: a player that asks for presence codes has a secret. Its queue is filled again, because sessions without a player count only in rooms without codes.';
create function roomtone.presence_code(p_secret bytea, p_at timestamptz) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_period constant bigint := floor(extract(epoch from p_at) / extract(epoch from (roomtone.rules()).presence_period));
  v_hash constant text := encode(substr(sha256(p_secret || int8send(v_period)), 1, 8), 'hex');
begin
  -- Half by half: bit(64) would become a signed number.
  return lpad(
    (mod(('x' || left(v_hash, 8))::bit(32)::bigint::numeric * 4294967296 + ('x' || right(v_hash, 8))::bit(32)::bigint, 1000000))::text,
    6, '0');
end
$$;
comment on function roomtone.presence_code(bytea, timestamptz) is 'The code, six digits, that a player with this secret shows at a time: the first 8 bytes of sha256(secret || number of the period as int8), as an unsigned number modulo 10^6. Period n begins n times presence_period of roomtone.rules() after 1970-01-01T00:00:00Z.';
create function roomtone.presence_code_holds(p_player uuid, p_code text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
  v_secret bytea;
begin
  if p_code is null or p_code !~ '^[0-9]{6}$' then
    return false;
  end if;
  select s.secret into v_secret from roomtone.presence_secrets s where s.player_id = p_player;
  -- Hashes are compared, so that the time it takes does not tell how many digits are right.
  return v_secret is not null and sha256(convert_to(p_code, 'UTF8')) in (
    sha256(convert_to(roomtone.presence_code(v_secret, v_now), 'UTF8')),
    sha256(convert_to(roomtone.presence_code(v_secret, v_now - (roomtone.rules()).presence_period), 'UTF8')));
end
$$;
comment on function roomtone.presence_code_holds(uuid, text) is 'Whether a code, six digits, is the one that the player shows now or showed in the period before. False for anything else, null included, and for a player that never asked for codes.';

-- Notifications tell the services that what a poll or now-playing shows has changed. A service that misses one sees the change a little
-- later.
create function roomtone.notify_player() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', new.id::text);
  return null;
end
$$;
comment on function roomtone.notify_player() is 'Trigger on players: notifies channel roomtone_player that what is shown of the player has changed.';
create function roomtone.notify_player_of_secret() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', new.player_id::text);
  return null;
end
$$;
comment on function roomtone.notify_player_of_secret() is 'Trigger on presence_secrets: notifies channel roomtone_player that the player shows another code.';
create function roomtone.notify_players_of_song() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', shown.player_id::text)
  from (
    select q.player_id from public.player_queue q where q.song_id = new.id
    union
    select p.id from public.players p where p.current_song_id = new.id
  ) shown;
  return null;
end
$$;
comment on function roomtone.notify_players_of_song() is 'Trigger on songs: notifies channel roomtone_player of every player that plays or queues the song.';
create trigger notify_new_player after insert on public.players for each row execute function roomtone.notify_player();
-- Heartbeats write last_poll and offline_at all the time; they are not notified.
create trigger notify_player after update on public.players
for each row when (
  (old.name, old.slug, old.token, old.status, old.current_song_id, old.timezone, old.volume_db, old.opening_hours, old.paused,
    old.crossfade_seconds, old.soundscape_seconds, old.skip_play_id, old.archived_at, old.presence)
  is distinct from
  (new.name, new.slug, new.token, new.status, new.current_song_id, new.timezone, new.volume_db, new.opening_hours, new.paused,
    new.crossfade_seconds, new.soundscape_seconds, new.skip_play_id, new.archived_at, new.presence))
execute function roomtone.notify_player();
create trigger notify_manager after update on public.players
for each row when (old.manager_id is distinct from new.manager_id)
execute function roomtone.notify_player();
create trigger change_presence after insert or update of presence on public.players for each row execute function roomtone.change_presence();
create trigger notify_player_of_secret after update of secret on roomtone.presence_secrets
for each row execute function roomtone.notify_player_of_secret();
create trigger notify_players after update on public.songs
for each row when (
  (old.title, old.artist, old.type, old.file_url, old.duration, old.sha256, old.size_bytes, old.loudness_lufs, old.peak_dbfs, old.archived_at)
  is distinct from
  (new.title, new.artist, new.type, new.file_url, new.duration, new.sha256, new.size_bytes, new.loudness_lufs, new.peak_dbfs, new.archived_at))
execute function roomtone.notify_players_of_song();

update roomtone.schema_version set version = 20261130090500;
