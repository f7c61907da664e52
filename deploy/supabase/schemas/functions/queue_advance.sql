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
        (id, player_id, song_id, played_at, ended_at, outcome, queue_id, advanced_at, distance, penalty, listeners, reason,
         wanted, wanted_unweighted, song_vector, reputation)
      values (p_play_id, p_player_id, p_song_id, p_started_at,
        case when p_ended_at is not null then greatest(p_ended_at, p_started_at) end, p_outcome,
        case when v_explains then v_entry.id end, case when v_moves then v_now end,
        case when v_explains then v_entry.distance end, case when v_explains then v_entry.penalty end,
        case when v_explains then v_entry.listeners end, case when v_explains then v_entry.reason end,
        case when v_explains then v_entry.wanted end, case when v_explains then v_entry.wanted_unweighted end,
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
        where s.player_id = p_player_id and s.song_id <> all (roomtone.suspended(p_player_id, v_now)));
    if found then
      perform pg_notify('roomtone_player', p_player_id::text);
    end if;
  end if;
  if (select count(*) from public.player_queue q where q.player_id = p_player_id) < 2 or p_play_id is null then
    perform roomtone.write_queues(array[p_player_id], array[5], false, v_now);
  end if;
  return next;
end
$$;
comment on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text) is
'The manager''s writer. With a play: records a device''s report (result recorded, updated, duplicate, or rejected with the reason); a start that is the player''s latest and less than 10 minutes old moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it. Always: with fewer than two entries left, or without a play, tops up by rotation to min(5, playable).';
grant execute on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text) to manager_service;
