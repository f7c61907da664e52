create function roomtone.record_start(
  p_player_id uuid, p_play_id uuid, p_song_id uuid, p_queue_id uuid, p_started_at timestamptz, p_ended_at timestamptz, p_outcome text,
  p_arrived_at timestamptz, p_now timestamptz)
returns boolean
language plpgsql set search_path = ''
as $$
declare
  v_newest timestamptz;
  v_moves boolean;
  v_dropped roomtone.dropped_entries;
  v_entry public.player_queue;
  v_source record;
begin
  select max(p.played_at) into v_newest from public.songs_playing p where p.player_id = p_player_id;
  v_moves := p_started_at > p_arrived_at - (roomtone.rules()).max_advance_age and (v_newest is null or p_started_at > v_newest);
  select * into v_dropped from roomtone.dropped_entries d
  where d.queue_id = p_queue_id and d.player_id = p_player_id and d.dropped_at > p_now - (roomtone.rules()).dropped_span;
  if not found then
    select * into v_entry from public.player_queue q
    where q.player_id = p_player_id and (q.id = p_queue_id or q.song_id = p_song_id)
    order by q.id = p_queue_id desc nulls last, q.position limit 1;
  end if;
  -- The entry explains the play if it is its song, and if it was taken from there: named, or leaving now.
  select e.* into v_source
  from (
    select v_dropped.queue_id as id, v_dropped.distance, v_dropped.penalty, v_dropped.listeners, v_dropped.reason,
      v_dropped.wanted, v_dropped.wanted_unweighted, v_dropped.song_vector, v_dropped.reputation, v_dropped.heard_before, v_dropped.picked_at
    where v_dropped.song_id = p_song_id
    union all
    select v_entry.id, v_entry.distance, v_entry.penalty, v_entry.listeners, v_entry.reason,
      v_entry.wanted, v_entry.wanted_unweighted, v_entry.song_vector, v_entry.reputation, v_entry.heard_before, v_entry.picked_at
    where v_entry.song_id = p_song_id and (v_moves or v_entry.id = p_queue_id)
  ) e;
  insert into public.songs_playing
    (id, player_id, song_id, played_at, ended_at, outcome, queue_id, advanced_at, distance, penalty, listeners, reason,
     wanted, wanted_unweighted, song_vector, reputation, heard_before, picked_at)
  values (p_play_id, p_player_id, p_song_id, p_started_at,
    case when p_ended_at is not null then greatest(p_ended_at, p_started_at) end, p_outcome, v_source.id, case when v_moves then p_now end,
    v_source.distance, v_source.penalty, v_source.listeners, v_source.reason,
    v_source.wanted, v_source.wanted_unweighted, v_source.song_vector, v_source.reputation, v_source.heard_before, v_source.picked_at);
  if v_moves then
    -- What stood before a dropped entry leaves, and a later entry of the same song, which has come back meanwhile.
    perform roomtone.remove_entries(array(
      select q.id from public.player_queue q
      where q.player_id = p_player_id
        and (q.position <= v_entry.position or q.position < v_dropped.position or q.song_id = v_dropped.song_id)));
    insert into roomtone.room_changes (player_id) values (p_player_id);
    perform pg_notify('roomtone_player', p_player_id::text);
  end if;
  return v_moves;
end
$$;
comment on function roomtone.record_start(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz, timestamptz) is 'Records a play that is not known yet, with what its queue entry was picked for. A start that is the player''s latest and young enough at p_arrived_at moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it. Where p_queue_id names an entry that was dropped, what stood before its place leaves. Returns whether it did.';
