create function roomtone.end_overdue_plays(p_limit int) returns int
language plpgsql security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
  v_players uuid[];
  v_ended int;
begin
  -- A play report holds the same lock: who is reporting now sets status and song.
  v_players := array(
    select c.player_id
    from roomtone.collectives c
    join public.players p on p.id = c.player_id
    -- The same as roomtone.player_plays, which is too slow to be called for each of many players.
    left join lateral (
      select n.song_id, n.played_at, n.ended_at, n.outcome from public.songs_playing n
      where n.player_id = p.id order by n.played_at desc, n.id limit 1
    ) newest on true
    left join public.songs s on s.id = newest.song_id
    where (p.status = 'playing' or p.current_song_id is not null)
      and not coalesce(newest.ended_at is null and newest.outcome is null
        and v_now < roomtone.play_over_at(newest.played_at, s.type, s.duration, p.soundscape_seconds), false)
    order by c.player_id limit p_limit for update of c skip locked);
  -- A new statement, so that it sees what was reported before the lock was taken.
  update public.players p
  set status = case when p.status = 'playing' then 'idle' else p.status end, current_song_id = null, skip_play_id = null
  from (
    select o.id from public.players o
    where o.id = any (v_players) and not roomtone.player_plays(o.id)
    order by o.id for no key update skip locked
  ) over
  where p.id = over.id;
  get diagnostics v_ended = row_count;
  return v_ended;
end
$$;
comment on function roomtone.end_overdue_plays(int) is 'Clears the current song of players whose newest play is over, and sets them from playing to idle: at most p_limit of them; returns how many. A device that was switched off reports no end. Waits for nobody: players that another transaction holds are left for the next call.';
grant execute on function roomtone.end_overdue_plays(int) to manager_service;
