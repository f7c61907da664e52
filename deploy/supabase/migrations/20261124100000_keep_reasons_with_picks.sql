-- Why a song was picked is told from what was known when it was: what the room wanted, what it would have wanted had nobody
-- been made up to, what is heard in the song, and how it was loved there. An entry takes it along into the play.

alter table public.player_queue
  add column wanted extensions.vector(5),
  add column wanted_evenly extensions.vector(5),
  add column song_vector extensions.vector(5),
  add column reputation double precision;
alter table public.songs_playing
  add column wanted extensions.vector(5),
  add column wanted_evenly extensions.vector(5),
  add column song_vector extensions.vector(5),
  add column reputation double precision;

comment on column public.player_queue.wanted is 'The room''s collective when it was picked, unit length; null for rotation.';
comment on column public.player_queue.wanted_evenly is 'What wanted would have been with every listener counted alike (g = 1), unit length: where the song is nearer to wanted than to this, it was picked for those who got less lately. Null for rotation, and where the voices cancel out.';
comment on column public.player_queue.song_vector is 'The song''s embedding when it was picked, unit length; null for rotation.';
comment on column public.player_queue.reputation is 'The song''s reputation in this room when it was picked, -1..1, 0 without votes; null for rotation.';
comment on column public.songs_playing.wanted is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.wanted_evenly is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.song_vector is 'As in player_queue when it was taken from there.';
comment on column public.songs_playing.reputation is 'As in player_queue when it was taken from there.';

drop function roomtone.collective_tastes(uuid[], timestamptz);
create function roomtone.collective_tastes(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, vector extensions.vector, evenly extensions.vector, listeners int, house extensions.vector)
language plpgsql stable
set search_path = ''
as $$
declare
  v_settings roomtone.installation;
begin
  select * into v_settings from roomtone.installation;
  return query
    with present as materialized (
      select s.player_id, extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u,
        least(greatest(exp(-v_settings.catch_up * coalesce(l.balance, 0)), 1 / 3.0::double precision), 3) as g
      from public.sessions s
      join public.profiles p on p.id = s.user_id
      left join roomtone.ledgers l on l.session_id = s.id and l.player_id = s.player_id
      where s.status = 'active' and s.expires_at > p_now and s.player_id = any (p_players)
    ),
    own as (
      select pr.player_id, count(pr.u)::int as listeners,
        array[sum(pr.g * pr.u[1]), sum(pr.g * pr.u[2]), sum(pr.g * pr.u[3]), sum(pr.g * pr.u[4]), sum(pr.g * pr.u[5])] as tastes,
        array[sum(pr.u[1]), sum(pr.u[2]), sum(pr.u[3]), sum(pr.u[4]), sum(pr.u[5])] as even_tastes
      from present pr group by pr.player_id
    ),
    -- Those who are nowhere in particular are heard together in rooms that nobody has checked into.
    anywhere as materialized (
      select count(u.u)::int as listeners, array[sum(u.u[1]), sum(u.u[2]), sum(u.u[3]), sum(u.u[4]), sum(u.u[5])] as tastes
      from (
        select extensions.l2_normalize(p.preference_vector)::real[]::double precision[] as u
        from public.sessions s join public.profiles p on p.id = s.user_id
        where s.status = 'active' and s.expires_at > p_now and s.player_id is null
      ) u
    ),
    voices as (
      select r.player_id,
        case when o.player_id is null then a.listeners else o.listeners end as listeners,
        case when o.player_id is null then a.tastes else o.tastes end as tastes,
        case when o.player_id is null then a.tastes else o.even_tastes end as even_tastes,
        h.house, h.house::real[]::double precision[] as h
      from unnest(p_players) as r (player_id)
      cross join anywhere a
      left join own o on o.player_id = r.player_id
      left join roomtone.house_voices(case when v_settings.house_votes > 0 then p_players else '{}' end, p_now) h
        on h.player_id = r.player_id
    )
    select v.player_id,
      case when v.tastes[1] is not null or v.h is not null then roomtone.unit(array[
        coalesce(v.tastes[1], 0) + coalesce(v.h[1], 0), coalesce(v.tastes[2], 0) + coalesce(v.h[2], 0),
        coalesce(v.tastes[3], 0) + coalesce(v.h[3], 0), coalesce(v.tastes[4], 0) + coalesce(v.h[4], 0),
        coalesce(v.tastes[5], 0) + coalesce(v.h[5], 0)], 1e-6) end,
      case when v.even_tastes[1] is not null or v.h is not null then roomtone.unit(array[
        coalesce(v.even_tastes[1], 0) + coalesce(v.h[1], 0), coalesce(v.even_tastes[2], 0) + coalesce(v.h[2], 0),
        coalesce(v.even_tastes[3], 0) + coalesce(v.h[3], 0), coalesce(v.even_tastes[4], 0) + coalesce(v.h[4], 0),
        coalesce(v.even_tastes[5], 0) + coalesce(v.h[5], 0)], 1e-6) end,
      v.listeners, v.house
    from voices v;
end
$$;
comment on function roomtone.collective_tastes(uuid[], timestamptz) is 'What rooms want: unit(sum of g*u + h), g = e^(-4d) clipped to 1/3..3. A room without a session of its own takes the tastes of the sessions without a player, g = 1. evenly: the same with every g = 1, what it would be if nobody had to be made up to. vector null: nobody here and no votes yet. One row per player asked for.';

drop function roomtone.write_queue(uuid, extensions.vector, int, int, timestamptz);
create function roomtone.write_queue(
  p_player_id uuid, p_vec extensions.vector, p_evenly extensions.vector, p_listeners int, p_keep int, p_now timestamptz)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_places constant int := 5;
  v_benched constant uuid[] := roomtone.benched(p_player_id, p_now);
  v_enough bigint;
  v_playable bigint;
  v_end record;
  v_songs uuid[];
  v_distances double precision[];
  v_penalties double precision[];
  v_listeners int[];
  v_reasons text[];
  v_starts timestamptz[];
  v_at timestamptz;
  v_soundscape_seconds int;
  v_resting uuid[];
  v_ranked uuid[];
  v_ranked_distances double precision[];
  v_ranked_penalties double precision[];
  v_rotation uuid[];
  v_reason text := case when p_listeners > 0 then 'collective' else 'house' end;
  v_index int;
  v_kept int;
  v_archived int;
  v_changed int;
begin
  select soundscape_seconds into v_soundscape_seconds from public.players where id = p_player_id;
  -- What stands, stands; behind it everything is planned anew.
  delete from public.player_queue q using public.songs s
  where q.player_id = p_player_id and s.id = q.song_id and s.archived_at is not null;
  get diagnostics v_archived = row_count;
  select * into v_end from roomtone.queue_end(p_player_id, p_now);
  v_kept := least(p_keep, cardinality(v_end.songs), v_places);
  select coalesce(array_agg(q.song_id), '{}'), array_agg(q.distance), array_agg(q.penalty), array_agg(q.listeners), array_agg(q.reason)
  into v_songs, v_distances, v_penalties, v_listeners, v_reasons
  from (
    select * from public.player_queue standing where standing.player_id = p_player_id order by standing.position limit v_kept
  ) q;
  v_starts := v_end.starts[1:v_kept];
  v_at := coalesce(v_end.starts[v_kept + 1], v_end.ends_at);
  -- Of the best this many are enough: whatever rests was heard within the hour or is queued, and one more is left.
  select v_places + count(distinct p.song_id) into v_enough from public.songs_playing p
  where p.player_id = p_player_id and p.played_at >= p_now - interval '1 hour';
  -- Counted no further than where half of it is more than can rest.
  select count(*) into v_playable
  from (
    select from roomtone.library_songs s where s.player_id = p_player_id and s.song_id <> all (v_benched) limit 2 * v_enough
  ) enough;
  if p_vec is not null then
    select array_agg(r.song_id order by r.place), array_agg(r.distance order by r.place), array_agg(r.penalty order by r.place)
    into v_ranked, v_ranked_distances, v_ranked_penalties
    from roomtone.ranked(p_vec, p_player_id, p_now, v_benched, v_enough)
      with ordinality as r (song_id, title, distance, penalty, adjusted_distance, last_played, place);
  end if;
  while cardinality(v_songs) < least(v_places, v_playable) loop
    v_resting := roomtone.resting(p_player_id, v_songs, v_starts, v_at, v_playable);
    select min(i) into v_index from generate_subscripts(v_ranked, 1) i
    where v_ranked[i] <> all (v_resting) and v_ranked[i] <> all (v_songs);
    if v_index is not null then
      v_songs := v_songs || v_ranked[v_index];
      v_distances := v_distances || v_ranked_distances[v_index];
      v_penalties := v_penalties || v_ranked_penalties[v_index];
      v_listeners := v_listeners || p_listeners;
      v_reasons := v_reasons || v_reason;
    else
      v_rotation := coalesce(v_rotation, roomtone.rotation(p_player_id, v_benched, v_enough));
      -- When all that is left should rest, sound goes before rest.
      select min(i) into v_index from generate_subscripts(v_rotation, 1) i
      where v_rotation[i] <> all (v_resting) and v_rotation[i] <> all (v_songs);
      if v_index is null then
        select min(i) into v_index from generate_subscripts(v_rotation, 1) i where v_rotation[i] <> all (v_songs);
      end if;
      exit when v_index is null;
      v_songs := v_songs || v_rotation[v_index];
      v_distances := v_distances || null::double precision;
      v_penalties := v_penalties || null::double precision;
      v_listeners := v_listeners || null::int;
      v_reasons := v_reasons || 'rotation'::text;
    end if;
    v_starts := v_starts || v_at;
    select v_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, v_soundscape_seconds)) into v_at
    from public.songs s where s.id = v_songs[cardinality(v_songs)];
  end loop;

  -- One statement, in which every part sees the queue as it was before.
  with mean_vote as materialized (
    select coalesce(sum(r.sum_kw) / (sum(r.sum_k) + 5), 0) as value from roomtone.song_reputations r where r.player_id = p_player_id
  ),
  planned as materialized (
    select p.*,
      case when p.place <= v_kept then q.wanted when p.reason <> 'rotation' then p_vec end as wanted,
      case when p.place <= v_kept then q.wanted_evenly when p.reason <> 'rotation' then p_evenly end as wanted_evenly,
      case when p.place <= v_kept then q.song_vector when p.reason <> 'rotation' then extensions.l2_normalize(s.embedding) end as song_vector,
      case
        when p.place <= v_kept then q.reputation
        when p.reason <> 'rotation' then coalesce((r.sum_kw - m.value * r.sum_k) / (r.sum_k + 5), 0)
      end as reputation
    from unnest(v_songs, v_distances, v_penalties, v_listeners, v_reasons)
      with ordinality as p (song_id, distance, penalty, listeners, reason, place)
    cross join mean_vote m
    join public.songs s on s.id = p.song_id
    left join public.player_queue q on q.player_id = p_player_id and q.song_id = p.song_id
    left join roomtone.song_reputations r on r.player_id = p_player_id and r.song_id = p.song_id
  ),
  gone as (
    delete from public.player_queue q where q.player_id = p_player_id and q.song_id <> all (v_songs) returning q.id
  ),
  stayed as (
    update public.player_queue q
    set position = p.place, distance = p.distance, penalty = p.penalty, listeners = p.listeners, reason = p.reason,
      wanted = p.wanted, wanted_evenly = p.wanted_evenly, song_vector = p.song_vector, reputation = p.reputation,
      picked_at = case when p.place > v_kept then p_now else q.picked_at end
    from planned p
    where q.player_id = p_player_id and q.song_id = p.song_id
      and (q.position, q.reason, q.listeners, round(q.distance * 1000000), q.reputation, q.wanted::real[], q.wanted_evenly::real[], q.song_vector::real[])
        is distinct from
        (p.place, p.reason, p.listeners, round(p.distance * 1000000), p.reputation, p.wanted::real[], p.wanted_evenly::real[], p.song_vector::real[])
  ),
  came as (
    insert into public.player_queue (player_id, song_id, position, added_at, distance, penalty, listeners, reason, wanted, wanted_evenly, song_vector, reputation, picked_at)
    select p_player_id, p.song_id, p.place, p_now, p.distance, p.penalty, p.listeners, p.reason,
      p.wanted, p.wanted_evenly, p.song_vector, p.reputation, p_now
    from planned p
    where not exists (select from public.player_queue q where q.player_id = p_player_id and q.song_id = p.song_id)
    returning id
  )
  select (select count(*) from gone) + (select count(*) from came) + (
    -- Of those that stayed, what people see has changed: the reason is told where three are listening.
    select count(*) from planned p join public.player_queue q on q.player_id = p_player_id and q.song_id = p.song_id
    where (q.position, q.reason, coalesce(q.listeners, 0) >= 3) <> (p.place, p.reason, coalesce(p.listeners, 0) >= 3))
  into v_changed;
  v_changed := v_changed + v_archived;
  if v_changed > 0 then
    perform pg_notify('roomtone_player', p_player_id::text);
  end if;
  return v_changed;
end
$$;
comment on function roomtone.write_queue(uuid, extensions.vector, extensions.vector, int, int, timestamptz) is 'Plans and writes a queue whose first p_keep entries stand: behind them the best that need not rest, then rotation. p_vec null: rotation alone; p_evenly: what p_vec would be if everybody counted alike, kept beside it. Returns how many entries came, went or changed what is shown of them, and tells roomtone_player if any did. The caller owns the room''s row in collectives.';

create or replace function roomtone.queue_fill(p_players uuid[])
returns table (player_id uuid, changed int, listeners int, booked int)
language plpgsql security definer
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  v_now timestamptz := roomtone.now();
  v_rooms uuid[];
  v_room record;
  v_booked jsonb := '{}';
begin
  select array_agg(owned.player_id) into v_rooms
  from (
    select c.player_id from roomtone.collectives c join public.players p on p.id = c.player_id
    where c.player_id = any (p_players) and p.archived_at is null
    order by c.player_id
    for update of c skip locked
  ) owned;
  if v_rooms is null then
    return;
  end if;
  for v_room in
    select p.id as play_id, p.player_id from public.songs_playing p
    where p.player_id = any (v_rooms) and p.advanced_at is not null and p.booked_at is null
    order by p.player_id, p.played_at, p.id
  loop
    perform roomtone.book_play(v_room.play_id, v_now);
    v_booked := jsonb_set(v_booked, array[v_room.player_id::text],
      to_jsonb(coalesce((v_booked ->> v_room.player_id::text)::int, 0) + 1));
  end loop;
  for v_room in select * from roomtone.collective_tastes(v_rooms, v_now) loop
    update roomtone.collectives c
    set vector = v_room.vector, listeners = v_room.listeners, house = v_room.house, computed_at = v_now
    where c.player_id = v_room.player_id;
    player_id := v_room.player_id;
    listeners := v_room.listeners;
    booked := coalesce((v_booked ->> v_room.player_id::text)::int, 0);
    changed := roomtone.write_queue(v_room.player_id, v_room.vector, v_room.evenly, v_room.listeners, case when booked > 0 then 0 else 1 end, v_now);
    return next;
  end loop;
end
$$;
comment on function roomtone.queue_fill(uuid[]) is 'The brain''s writer. For each player that nobody else owns at the moment: books the plays that moved its queue on, computes its collective, and fills the queue: all of it when a song has just started, else all behind the first entry. Returns a row for each player done; those that were owned by another are missing and want another try.';

create or replace function roomtone.queue_advance(
  p_player_id uuid, p_play_id uuid default null, p_song_id uuid default null, p_queue_id uuid default null,
  p_started_at timestamptz default null, p_ended_at timestamptz default null, p_outcome text default null)
returns table (result text, reason text)
language plpgsql security definer
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  v_now timestamptz := roomtone.now();
  v_known public.songs_playing;
  v_newest timestamptz;
  v_entry public.player_queue;
  v_moves boolean := false;
  v_explains boolean;
begin
  perform from roomtone.collectives c where c.player_id = p_player_id for update;
  if not found then
    return query select 'rejected', 'unknown-player';
    return;
  end if;
  result := 'filled';
  if p_play_id is not null then
    select * into v_known from public.songs_playing p where p.id = p_play_id;
    if v_known.id is not null and v_known.player_id is distinct from p_player_id then
      return query select 'rejected', 'play-of-another-player';
      return;
    elsif v_known.id is not null and v_known.song_id is distinct from p_song_id then
      return query select 'rejected', 'play-of-another-song';
      return;
    elsif v_known.id is not null
      and (p_ended_at is null or v_known.ended_at is not null) and (p_outcome is null or v_known.outcome is not null) then
      return query select 'duplicate', null::text;
      return;
    -- Times of two reports are corrected apart, so that a song that failed at once may seem to end before it began.
    elsif p_ended_at < coalesce(v_known.played_at, p_started_at) - interval '2 seconds' then
      return query select 'rejected', 'ends-before-it-starts';
      return;
    elsif p_ended_at > v_now + interval '60 seconds' then
      return query select 'rejected', 'ends-in-the-future';
      return;
    end if;
    if v_known.id is null then
      if not exists (select from public.songs s where s.id = p_song_id) then
        return query select 'rejected', 'unknown-song';
        return;
      elsif p_started_at is null then
        return query select 'rejected', 'starts-never';
        return;
      elsif p_started_at > v_now + interval '60 seconds' then
        return query select 'rejected', 'starts-in-the-future';
        return;
      elsif p_started_at < v_now - interval '7 days' then
        return query select 'rejected', 'too-old';
        return;
      end if;
      select max(p.played_at) into v_newest from public.songs_playing p where p.player_id = p_player_id;
      v_moves := p_started_at > v_now - interval '10 minutes' and (v_newest is null or p_started_at > v_newest);
      select * into v_entry from public.player_queue q
      where q.player_id = p_player_id and (q.id = p_queue_id or q.song_id = p_song_id)
      order by q.id = p_queue_id desc nulls last, q.position limit 1;
      -- The entry explains the play if it is its song, and if it was taken from there: named, or leaving now.
      v_explains := v_entry.song_id = p_song_id and (v_moves or v_entry.id = p_queue_id);
      insert into public.songs_playing
        (id, player_id, song_id, played_at, ended_at, outcome, queue_id, advanced_at, distance, penalty, listeners, reason,
         wanted, wanted_evenly, song_vector, reputation)
      values (p_play_id, p_player_id, p_song_id, p_started_at,
        case when p_ended_at is not null then greatest(p_ended_at, p_started_at) end, p_outcome,
        case when v_explains then v_entry.id end, case when v_moves then v_now end,
        case when v_explains then v_entry.distance end, case when v_explains then v_entry.penalty end,
        case when v_explains then v_entry.listeners end, case when v_explains then v_entry.reason end,
        case when v_explains then v_entry.wanted end, case when v_explains then v_entry.wanted_evenly end,
        case when v_explains then v_entry.song_vector end, case when v_explains then v_entry.reputation end);
      result := 'recorded';
      if v_moves then
        delete from public.player_queue q where q.player_id = p_player_id and q.position <= v_entry.position;
        update public.player_queue q set position = q.position - v_entry.position where q.player_id = p_player_id and v_entry.position is not null;
        insert into roomtone.room_changes (player_id) values (p_player_id);
      end if;
    else
      update public.songs_playing p
      set ended_at = coalesce(p.ended_at, greatest(coalesce(p_ended_at, v_now), p.played_at)), outcome = coalesce(p.outcome, p_outcome)
      where p.id = p_play_id;
      result := 'updated';
    end if;
    -- Of the plays that moved the queue on the newest says what the room hears.
    if v_moves or result = 'updated' then
      update public.players pl
      set current_song_id = case when newest.runs then newest.song_id end,
          status = case when newest.runs then 'playing' else 'idle' end,
          skip_play_id = case when newest.runs and pl.skip_play_id = newest.id then pl.skip_play_id end
      from (
        select p.id, p.song_id, p.ended_at is null and p.outcome is null as runs from public.songs_playing p
        where p.player_id = p_player_id and p.advanced_at is not null order by p.played_at desc, p.id limit 1
      ) newest
      where pl.id = p_player_id;
    end if;
    if v_moves then
      perform pg_notify('roomtone_player', p_player_id::text);
    end if;
  end if;
  if p_play_id is null then
    -- What left the library leaves the queue; what is next stands.
    delete from public.player_queue q
    where q.player_id = p_player_id and q.position > 1
      and q.song_id not in (
        select s.song_id from roomtone.library_songs s
        where s.player_id = p_player_id and s.song_id <> all (roomtone.benched(p_player_id, v_now)));
    if found then
      perform pg_notify('roomtone_player', p_player_id::text);
    end if;
  end if;
  if (select count(*) from public.player_queue q where q.player_id = p_player_id) < 2 or p_play_id is null then
    perform roomtone.write_queue(p_player_id, null, null, 0, 5, v_now);
  end if;
  return next;
end
$$;
comment on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text) is
'The manager''s writer. With a play: records a device''s report (result recorded, updated, duplicate, or rejected with the reason); a start that is the player''s latest and less than 10 minutes old moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it. Always: with fewer than two entries left, or without a play, tops up by rotation to min(5, playable).';

revoke execute on function roomtone.collective_tastes(uuid[], timestamptz) from public;
revoke execute on function roomtone.write_queue(uuid, extensions.vector, extensions.vector, int, int, timestamptz) from public;

update roomtone.schema_version set version = 20261124100000;
