create function roomtone.cooling_down(p_starts roomtone.song_start[], p_at timestamptz, p_playable bigint) returns uuid[]
language plpgsql immutable set search_path = ''
as $$
begin
  return array(
    select s.song_id
    from unnest(p_starts) s
    where s.starts_at >= p_at - (roomtone.rules()).cool_down and s.starts_at < p_at
    group by s.song_id
    order by max(s.starts_at) desc, s.song_id
    limit p_playable / 2);
end
$$;
comment on function roomtone.cooling_down(roomtone.song_start[], timestamptz, bigint) is 'The songs that may not start at p_at: of the different songs that start within the cool-down before it those that start last, half as many as are playable at most. p_starts: what was heard and what is planned, in any order.';
