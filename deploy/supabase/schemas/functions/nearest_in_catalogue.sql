create function roomtone.nearest_in_catalogue(
  p_vec extensions.vector, p_player_id uuid, p_penalties roomtone.song_penalty[], p_fresh int, out songs roomtone.candidate[], out edge double precision)
language plpgsql stable
-- The index yields the songs in order, and the loop stops when it has enough.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off
as $$
declare
  v_point constant extensions.cube := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
  v_song record;
  v_songs uuid[] := '{}';
  v_distances double precision[] := '{}';
  v_fresh int := 0;
begin
  for v_song in
    select s.id, s.embedding operator(extensions.<=>) p_vec as distance,
      s.id in (select p.song_id from unnest(p_penalties) p) as played
    from public.songs s where s.archived_at is null and s.embedding is not null
    order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point
    limit (roomtone.rules()).search_width
  loop
    v_songs := v_songs || v_song.id;
    v_distances := v_distances || v_song.distance;
    edge := greatest(edge, v_song.distance);
    if not v_song.played then
      v_fresh := v_fresh + 1;
      exit when v_fresh = p_fresh;
    end if;
  end loop;
  if v_fresh < p_fresh and cardinality(v_songs) < (roomtone.rules()).search_width then
    edge := null;
  end if;
  songs := array(
    select row(s.song_id, s.distance, coalesce(p.penalty, 0), null, l.played_at, null, null, null)::roomtone.candidate
    from unnest(v_songs, v_distances) as s (song_id, distance)
    left join unnest(p_penalties) p on p.song_id = s.song_id
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
    -- A room that has played what it likes for a day has many songs whose penalty moves them beyond the edge.
    where edge is null or s.distance + coalesce(p.penalty, 0) < edge);
end
$$;
comment on function roomtone.nearest_in_catalogue(extensions.vector, uuid, roomtone.song_penalty[], int) is 'The songs in use nearest to a taste, as many as it takes to have p_fresh among them that are not in p_penalties, the recency penalties of the player, within the search width, by the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does. songs: with distance, penalty and last_played. edge: no other song is nearer than this; null: there is no other. Songs that their penalty moves beyond the edge are left out: only a good reputation could bring them back, and songs that have one are looked at for that.';
