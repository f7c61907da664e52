create function roomtone.rotation_candidates(p_room roomtone.room_state) returns roomtone.candidate[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(
    select row(r.song_id, null, null, null, null, null, s.type, s.duration)::roomtone.candidate
    from unnest(roomtone.rotation(p_room.player_id, p_room.suspended, 2 * (roomtone.rules()).queue_length + p_room.recent_plays))
      with ordinality as r (song_id, place)
    join public.songs s on s.id = r.song_id
    order by r.place);
end
$$;
comment on function roomtone.rotation_candidates(roomtone.room_state) is 'As many playable songs as a plan can need, least recently played first.';
