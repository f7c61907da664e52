create function roomtone.remove_from_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_players uuid[];
  v_directions extensions.vector[];
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with gone as (
    delete from roomtone.library_directions d using unnest(p_players, p_songs) as pair (player_id, song_id)
    where d.player_id = pair.player_id and d.song_id = pair.song_id
    returning d.player_id, d.direction
  )
  select array_agg(g.player_id), array_agg(g.direction) into v_players, v_directions from gone g;
  if v_players is not null then
    perform roomtone.change_playable_sums(v_players, v_directions, array_fill(-1, array[cardinality(v_players)]));
  end if;
end
$$;
comment on function roomtone.remove_from_libraries(uuid[], uuid[]) is 'Songs leave libraries, or are archived: pairs of player and song, arrays of one length. Pairs that are not in roomtone.library_directions are ignored.';
