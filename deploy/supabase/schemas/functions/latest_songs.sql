create function roomtone.latest_songs(p_songs uuid[], p_starts timestamptz[], p_at timestamptz, p_limit bigint) returns uuid[]
language plpgsql immutable set search_path = ''
as $$
begin
  return array(
    select heard.song_id
    from unnest(p_songs, p_starts) as heard (song_id, start)
    where heard.start >= p_at - interval '1 hour' and heard.start < p_at
    group by heard.song_id
    order by max(heard.start) desc, heard.song_id
    limit p_limit);
end
$$;
comment on function roomtone.latest_songs(uuid[], timestamptz[], timestamptz, bigint) is 'Of the different songs that start in the hour before p_at those that start last, p_limit at most. p_songs and p_starts: one element per start, in any order.';
