create function roomtone.all_candidates(p_room roomtone.room_state, p_now timestamptz) returns roomtone.candidate[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(
    select row(r.song_id, r.distance, r.penalty, r.reputation, r.last_played, extensions.l2_normalize(s.embedding), s.type, s.duration)::roomtone.candidate
    from roomtone.rank_songs(p_room.vector, p_room.player_id, p_room.playable, p_now, p_room.suspended, 2 * (roomtone.rules()).queue_length + p_room.recent_plays)
      with ordinality as r (song_id, title, distance, penalty, reputation, adjusted_distance, last_played, place)
    join public.songs s on s.id = r.song_id
    order by r.place);
end
$$;
comment on function roomtone.all_candidates(roomtone.room_state, timestamptz) is 'As many of the best songs of all as a plan can need, best first, as roomtone.candidate_lists would yield them had it looked at all songs.';
