create function roomtone.add_to_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  v_players uuid[];
  v_directions extensions.vector[];
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with came as (
    insert into roomtone.library_directions (player_id, song_id, direction)
    select pair.player_id, pair.song_id, extensions.l2_normalize(s.embedding)
    from unnest(p_players, p_songs) as pair (player_id, song_id) join public.songs s on s.id = pair.song_id
    where s.archived_at is null
    returning player_id, direction
  )
  select array_agg(c.player_id), array_agg(c.direction) into v_players, v_directions from came c;
  if v_players is not null then
    perform roomtone.change_playable_sums(v_players, v_directions, array_fill(1, array[cardinality(v_players)]));
  end if;
end
$$;
comment on function roomtone.add_to_libraries(uuid[], uuid[]) is 'Songs come into libraries, or back into use: pairs of player and song, arrays of one length. Archived songs are ignored.';
