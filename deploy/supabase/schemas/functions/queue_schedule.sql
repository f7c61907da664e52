create function roomtone.queue_schedule(p_player_id uuid, p_now timestamptz)
returns table (songs uuid[], starts timestamptz[], ends_at timestamptz)
language plpgsql stable set search_path = ''
as $$
declare
  v_player public.players;
  v_seconds int;
  v_at timestamptz;
  v_entry record;
begin
  select * into v_player from public.players where id = p_player_id;
  -- What plays is the newest play, while nobody said that it ended. It may be over by now, but nothing starts in the past.
  select newest.played_at + make_interval(secs => roomtone.play_seconds(s.type, s.duration, v_player.soundscape_seconds))
  into v_at
  from (
    select p.song_id, p.played_at, p.ended_at, p.outcome from public.songs_playing p
    where p.player_id = p_player_id order by p.played_at desc, p.id limit 1
  ) newest
  join public.songs s on s.id = newest.song_id
  where newest.ended_at is null and newest.outcome is null;
  ends_at := greatest(v_at, p_now);
  songs := '{}';
  starts := '{}';
  for v_entry in
    select q.song_id, roomtone.play_seconds(s.type, s.duration, v_player.soundscape_seconds) as seconds
    from public.player_queue q join public.songs s on s.id = q.song_id
    where q.player_id = p_player_id order by q.position
  loop
    songs := songs || v_entry.song_id;
    starts := starts || ends_at;
    ends_at := ends_at + make_interval(secs => v_entry.seconds);
  end loop;
  return next;
end
$$;
comment on function roomtone.queue_schedule(uuid, timestamptz) is 'The queue as it will be heard: its songs, when each is expected to start, and when the last one ends (with an empty queue: what plays, or now).';
