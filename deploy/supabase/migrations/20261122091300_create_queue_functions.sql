-- The queue has two writers: the brain fills it by taste, the manager moves it on as songs are played. Both own the room's
-- row in roomtone.collectives while they write.

create function roomtone.unit(p double precision[], p_noise double precision) returns extensions.vector
language plpgsql immutable parallel safe
set search_path = ''
as $$
declare
  v_norm constant double precision := sqrt(p[1] * p[1] + p[2] * p[2] + p[3] * p[3] + p[4] * p[4] + p[5] * p[5]);
begin
  if v_norm > p_noise then
    return array[p[1] / v_norm, p[2] / v_norm, p[3] / v_norm, p[4] / v_norm, p[5] / v_norm]::extensions.vector;
  end if;
  return null;
end
$$;
comment on function roomtone.unit(double precision[], double precision) is 'Five numbers at unit length; null when one is null, or when they are no longer than the noise of what they were reckoned from.';

create function roomtone.house_voices(p_players uuid[], p_now timestamptz) returns table (player_id uuid, house extensions.vector)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
    with total as (
      select r.player_id, sum(r.sum_kw) / (sum(r.sum_k) + 5) as mean_vote
      from roomtone.song_reputations r where r.player_id = any (p_players) group by r.player_id
    ),
    lifted as (
      select r.player_id, r.sum_k as k, r.sum_kw - t.mean_vote * r.sum_k as lift, extensions.l2_normalize(s.embedding)::real[] as s
      from roomtone.song_reputations r
      join total t on t.player_id = r.player_id
      join public.songs s on s.id = r.song_id
      where s.embedding is not null
    ),
    voted as (
      select l.player_id, sum(l.k) as k, sum(l.lift) as lift,
        sum(l.lift * l.s[1]) as s1, sum(l.lift * l.s[2]) as s2, sum(l.lift * l.s[3]) as s3, sum(l.lift * l.s[4]) as s4, sum(l.lift * l.s[5]) as s5
      from lifted l group by l.player_id
    ),
    rooms as materialized (
      select v.*, roomtone.benched(v.player_id, p_now) as benched,
        exists (select from public.player_library l where l.player_id = v.player_id) as has_library
      from voted v
    ),
    -- Reckoned once for all rooms that may play the whole catalogue.
    catalogue as materialized (
      select extensions.avg(extensions.l2_normalize(s.embedding)) as mean
      from public.songs s where s.archived_at is null and s.embedding is not null
    ),
    compared as materialized (
      select r.*,
        case when r.has_library or cardinality(r.benched) > 0 then (
          select extensions.avg(extensions.l2_normalize(s.embedding)) from roomtone.library_songs s
          where s.player_id = r.player_id and s.embedding is not null and s.song_id <> all (r.benched)
        ) else (select c.mean from catalogue c) end::real[] as m
      from rooms r
    )
    select c.player_id, roomtone.unit(array[
        c.s1 - c.lift * coalesce(c.m[1], 0), c.s2 - c.lift * coalesce(c.m[2], 0), c.s3 - c.lift * coalesce(c.m[3], 0),
        c.s4 - c.lift * coalesce(c.m[4], 0), c.s5 - c.lift * coalesce(c.m[5], 0)], 1e-6 * c.k)
    from compared c;
end
$$;
comment on function roomtone.house_voices(uuid[], timestamptz) is 'h = unit(sum of k(w - mean w)(s - mean s)) over the votes cast at each player, from the running sums; mean s is the mean direction of its playable songs. No row for a player without votes on songs that have an embedding; null where they say nothing: what is shorter than 1e-6 of the votes'' weight is what is left of sums that cancel out, and of directions in single precision.';

create function roomtone.collective_tastes(p_players uuid[], p_now timestamptz)
returns table (player_id uuid, vector extensions.vector, listeners int, house extensions.vector)
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
        array[sum(pr.g * pr.u[1]), sum(pr.g * pr.u[2]), sum(pr.g * pr.u[3]), sum(pr.g * pr.u[4]), sum(pr.g * pr.u[5])] as tastes
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
      v.listeners, v.house
    from voices v;
end
$$;
comment on function roomtone.collective_tastes(uuid[], timestamptz) is 'What rooms want: unit(sum of g*u + h), g = e^(-4d) clipped to 1/3..3. A room without a session of its own takes the tastes of the sessions without a player, g = 1. vector null: nobody here and no votes yet. One row per player asked for.';

create function roomtone.book_play(p_play_id uuid, p_now timestamptz) returns void
language plpgsql
set search_path = ''
as $$
begin
  with served as (
    select s.id as session_id, s.player_id, 1 - (p.preference_vector operator(extensions.<=>) song.embedding) as cosine
    from public.songs_playing play
    join public.songs song on song.id = play.song_id
    join public.sessions s on s.player_id = play.player_id and s.status = 'active' and s.expires_at > p_now
    join public.profiles p on p.id = s.user_id
    where play.id = p_play_id and song.embedding is not null and p.preference_vector is not null
    -- Who erases a session waits until it is booked, or is waited for and left out.
    for key share of s
  ),
  compared as (
    select session_id, player_id, cosine, avg(cosine) over () as mean from served
  ),
  booked as (
    insert into roomtone.ledger_bookings (play_id, session_id, cosine, mean)
    select p_play_id, session_id, cosine, mean from compared order by session_id
  )
  insert into roomtone.ledgers as known (session_id, player_id, balance)
  select session_id, player_id, 0.1 * (cosine - mean) from compared order by session_id
  on conflict (session_id) do update set balance = 0.9 * known.balance + excluded.balance;
  update public.songs_playing set booked_at = p_now where id = p_play_id;
end
$$;
comment on function roomtone.book_play(uuid, timestamptz) is 'Books a play that moved the queue on into the ledgers of those who are in the room: d <- 0.9*d + 0.1*(cos(u, s) - mean). A song without an embedding serves nobody.';

create function roomtone.rotation(p_player_id uuid, p_without uuid[], p_limit bigint) returns uuid[]
language plpgsql stable
-- Planned for the limit at hand: a few songs come straight from an index.
set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_never uuid[];
begin
  if exists (select from public.player_library l where l.player_id = p_player_id)
    or (select count(*) from (select from roomtone.last_plays l where l.player_id = p_player_id limit 2001) many) > 2000
  then
    return array(
      select s.song_id
      from roomtone.library_songs s
      left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
      where s.player_id = p_player_id and s.song_id <> all (p_without)
      order by l.played_at nulls first, s.song_id
      limit p_limit);
  end if;
  -- The same for a large catalogue and a short history: first what was never played, then what was.
  v_never := array(
    select s.id from public.songs s
    where s.archived_at is null and s.id <> all (p_without)
      and not exists (select from roomtone.last_plays l where l.player_id = p_player_id and l.song_id = s.id)
    order by s.id
    limit p_limit);
  return v_never || array(
    select l.song_id from roomtone.last_plays l join public.songs s on s.id = l.song_id
    where l.player_id = p_player_id and s.archived_at is null and l.song_id <> all (p_without)
    order by l.played_at, l.song_id
    limit p_limit - cardinality(v_never));
end
$$;
comment on function roomtone.rotation(uuid, uuid[], bigint) is 'The songs that a player may play, p_without left out, least recently played first.';

create function roomtone.write_queue(
  p_player_id uuid, p_vec extensions.vector, p_listeners int, p_keep int, p_now timestamptz)
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
  with planned as materialized (
    select * from unnest(v_songs, v_distances, v_penalties, v_listeners, v_reasons)
      with ordinality as p (song_id, distance, penalty, listeners, reason, place)
  ),
  gone as (
    delete from public.player_queue q where q.player_id = p_player_id and q.song_id <> all (v_songs) returning q.id
  ),
  stayed as (
    update public.player_queue q
    set position = p.place, distance = p.distance, penalty = p.penalty, listeners = p.listeners, reason = p.reason,
      picked_at = case when p.place > v_kept then p_now else q.picked_at end
    from planned p
    where q.player_id = p_player_id and q.song_id = p.song_id
      and (q.position, q.reason, q.listeners, round(q.distance * 1000000))
        is distinct from (p.place, p.reason, p.listeners, round(p.distance * 1000000))
  ),
  came as (
    insert into public.player_queue (player_id, song_id, position, added_at, distance, penalty, listeners, reason, picked_at)
    select p_player_id, p.song_id, p.place, p_now, p.distance, p.penalty, p.listeners, p.reason, p_now
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
comment on function roomtone.write_queue(uuid, extensions.vector, int, int, timestamptz) is 'Plans and writes a queue whose first p_keep entries stand: behind them the best that need not rest, then rotation. p_vec null: rotation alone. Returns how many entries came, went or changed what is shown of them, and tells roomtone_player if any did. The caller owns the room''s row in collectives.';

-- Many short statements: to compile one, or to share it out among processes, would take longer than to run it.
create function roomtone.queue_fill(p_players uuid[])
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
    changed := roomtone.write_queue(v_room.player_id, v_room.vector, v_room.listeners, case when booked > 0 then 0 else 1 end, v_now);
    return next;
  end loop;
end
$$;
comment on function roomtone.queue_fill(uuid[]) is 'The brain''s writer. For each player that nobody else owns at the moment: books the plays that moved its queue on, computes its collective, and fills the queue: all of it when a song has just started, else all behind the first entry. Returns a row for each player done; those that were owned by another are missing and want another try.';

create function roomtone.queue_advance(
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
        (id, player_id, song_id, played_at, ended_at, outcome, queue_id, advanced_at, distance, penalty, listeners, reason)
      values (p_play_id, p_player_id, p_song_id, p_started_at,
        case when p_ended_at is not null then greatest(p_ended_at, p_started_at) end, p_outcome,
        case when v_explains then v_entry.id end, case when v_moves then v_now end,
        case when v_explains then v_entry.distance end, case when v_explains then v_entry.penalty end,
        case when v_explains then v_entry.listeners end, case when v_explains then v_entry.reason end);
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
    perform roomtone.write_queue(p_player_id, null, 0, 5, v_now);
  end if;
  return next;
end
$$;
comment on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text) is
'The manager''s writer. With a play: records a device''s report (result recorded, updated, duplicate, or rejected with the reason); a start that is the player''s latest and less than 10 minutes old moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it. Always: with fewer than two entries left, or without a play, tops up by rotation to min(5, playable).';

revoke execute on all functions in schema roomtone from public;
grant execute on function roomtone.now() to public;

update roomtone.schema_version set version = 20261122091300;
