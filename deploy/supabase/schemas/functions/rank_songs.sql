create function roomtone.rank_songs(
  p_vec extensions.vector, p_player_id uuid, p_playable bigint, p_now timestamptz, p_without uuid[], p_limit bigint)
returns table (
  song_id uuid, title text, distance double precision, penalty double precision, reputation double precision,
  adjusted_distance double precision, last_played timestamptz
)
language plpgsql stable set search_path = ''
as $$
declare
  v_penalties constant roomtone.song_penalty[] := (
    select p.penalties from roomtone.recency_penalties(array[p_player_id], array[p_playable], p_now) p);
  v_without uuid[] := p_without;
  v_left bigint := p_limit;
  v_near bigint := 2 * p_limit + cardinality(p_without);
  v_known uuid[];
  v_songs uuid[];
  v_edge double precision;
  v_song record;
begin
  if p_vec is not null and v_near <= (roomtone.rules()).search_width
    and exists (select from roomtone.collectives c where c.player_id = p_player_id)
    and not exists (select from public.player_library l where l.player_id = p_player_id)
  then
    -- Only votes bring a song nearer than its distance: a play takes it farther away.
    v_known := array(select r.song_id from roomtone.song_reputations r where r.player_id = p_player_id);
    while v_near <= (roomtone.rules()).search_width loop
      select coalesce(array_agg(n.song_id), '{}'), case when count(*) = v_near then max(n.distance) end into v_songs, v_edge
      from roomtone.nearest_songs(p_vec, v_near) n;
      for v_song in select * from roomtone.rank_all_songs(p_vec, p_player_id, v_penalties, v_without, v_left, v_songs || v_known) loop
        -- Whatever was not looked at is at least as far as the edge; a hair's breadth allows for rounding.
        exit when v_song.adjusted_distance >= v_edge - (roomtone.rules()).rank_tolerance;
        return query select v_song.song_id, v_song.title, v_song.distance, v_song.penalty, v_song.reputation,
          v_song.adjusted_distance, v_song.last_played;
        v_without := v_without || v_song.song_id;
        v_left := v_left - 1;
      end loop;
      if v_left = 0 or v_edge is null then
        return;
      end if;
      v_near := v_near * 5;
    end loop;
  end if;
  return query select * from roomtone.rank_all_songs(p_vec, p_player_id, v_penalties, v_without, v_left, null);
end
$$;
comment on function roomtone.rank_songs(extensions.vector, uuid, bigint, timestamptz, uuid[], bigint) is
'The same rows in the same order as roomtone.rank_all_songs over all that a player may play, p_playable songs, with its recency penalties; found among few where that can be proved: without a library, the songs nearest to the taste and all that have a vote here are enough, because any other song''s adjusted distance is no smaller than its distance, which is no smaller than that of the farthest one fetched. Rows nearer than that edge are certain; for the others more are fetched, and at last everything is measured.';
