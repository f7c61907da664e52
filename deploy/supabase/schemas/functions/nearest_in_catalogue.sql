create function roomtone.nearest_in_catalogue(p_vec extensions.vector, p_player_id uuid, p_fresh int, p_now timestamptz, out songs uuid[], out distances double precision[], out edge double precision)
language plpgsql stable
-- The index yields the songs in order, and the loop stops when it has enough.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off
as $$
declare
  v_point constant extensions.cube := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
  v_song record;
  v_fresh int := 0;
begin
  songs := '{}';
  distances := '{}';
  for v_song in
    select s.id, s.embedding operator(extensions.<=>) p_vec as distance,
      s.id in (
        select l.song_id from roomtone.last_plays l
        where l.player_id = p_player_id and l.played_at >= p_now - interval '96 hours') as played
    from public.songs s where s.archived_at is null and s.embedding is not null
    order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point
    limit 2000
  loop
    songs := songs || v_song.id;
    edge := greatest(edge, v_song.distance);
    distances := distances || v_song.distance;
    if not v_song.played then
      v_fresh := v_fresh + 1;
      exit when v_fresh = p_fresh;
    end if;
  end loop;
  if v_fresh < p_fresh and cardinality(songs) < 2000 then
    edge := null;
  else
    -- A room that has played what it likes for days has hundreds of songs behind their own penalty: they are beyond the edge.
    select coalesce(array_agg(s.song_id), '{}'), coalesce(array_agg(s.distance), '{}') into songs, distances
    from unnest(songs, distances) as s (song_id, distance)
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
    where coalesce(s.distance + roomtone.recency_penalty(l.played_at, p_now), s.distance) < edge;
  end if;
end
$$;
comment on function roomtone.nearest_in_catalogue(extensions.vector, uuid, int, timestamptz) is 'The songs in use nearest to a taste, as many as it takes to have p_fresh among them that the player has not played for 96 hours, 2000 at most, by the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does. distances: of each of them, 0..2. edge: no other song is nearer than this; null: there is no other. Left out are those that their penalty moves beyond the edge: only a good reputation could bring them back, and songs that have one are looked at for that.';
