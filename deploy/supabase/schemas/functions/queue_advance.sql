create function roomtone.queue_advance(
  p_player_id uuid, p_play_id uuid default null, p_song_id uuid default null, p_queue_id uuid default null,
  p_started_at timestamptz default null, p_ended_at timestamptz default null, p_outcome text default null, p_arrived_at timestamptz default null)
returns table (result text, reason text)
language plpgsql security definer
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0
as $$
declare
  v_now timestamptz := roomtone.now();
  v_arrived timestamptz := least(p_arrived_at, v_now);
  v_moves boolean;
begin
  perform from roomtone.collectives c where c.player_id = p_player_id for update;
  if not found then
    return query select 'rejected', 'unknown-player';
    return;
  end if;
  result := 'filled';
  if p_play_id is not null then
    return query select r.result, r.reason
      from roomtone.play_refusal(p_player_id, p_play_id, p_song_id, p_started_at, p_ended_at, p_outcome, v_arrived) r;
    if found then
      return;
    end if;
    update public.songs_playing p
    set ended_at = coalesce(p.ended_at, greatest(coalesce(p_ended_at, v_arrived), p.played_at)), outcome = coalesce(p.outcome, p_outcome)
    where p.id = p_play_id;
    if found then
      result := 'updated';
    else
      v_moves := roomtone.record_start(p_player_id, p_play_id, p_song_id, p_queue_id, p_started_at, p_ended_at, p_outcome, v_arrived, v_now);
      result := 'recorded';
    end if;
    if v_moves or result = 'updated' then
      perform roomtone.update_current_song(p_player_id);
    end if;
  end if;
  -- A song that may no longer play leaves with the change, or with the report of its third failure.
  insert into roomtone.room_changes (player_id)
  select d.player_id from roomtone.drop_unplayable_entries(array[p_player_id], v_now) d;
  if (select count(*) from public.player_queue q where q.player_id = p_player_id) < 2 or p_play_id is null then
    perform roomtone.write_queues(array[p_player_id], array[(roomtone.rules()).queue_length], false, v_now);
  end if;
  return next;
end
$$;
comment on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz) is
'The manager''s writer. With a play: records a device''s report (result recorded, updated, duplicate, or rejected with the reason), as it was when it arrived at p_arrived_at, now by default: a call may wait for a database that hangs. A start that is the player''s latest and less than 10 minutes old moves the queue on: the entry named by p_queue_id, else the first with that song, leaves together with all before it; of an entry that was dropped in the last hour, what stood before its place. Always: drops the entries whose song may no longer play there, and, with fewer than two entries left or without a play, tops up by rotation to min(5, playable).';
grant execute on function roomtone.queue_advance(uuid, uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz) to manager_service;
