create function roomtone.count_library() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_old_players uuid[] := '{}';
  v_old_songs uuid[] := '{}';
  v_new_players uuid[] := '{}';
  v_new_songs uuid[] := '{}';
begin
  if tg_op <> 'INSERT' then
    select coalesce(array_agg(o.player_id), '{}'), coalesce(array_agg(o.song_id), '{}') into v_old_players, v_old_songs from old_rows o;
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(n.player_id), '{}'), coalesce(array_agg(n.song_id), '{}') into v_new_players, v_new_songs from new_rows n;
  end if;
  if cardinality(v_old_players) + cardinality(v_new_players) = 0 then
    return null;
  end if;
  perform from roomtone.playable_sums where player_id = roomtone.catalogue() for share;
  insert into roomtone.playable_sums as known (player_id, listed)
  select change.player_id, sum(change.listed)
  from (
    select unnest(v_old_players) as player_id, -1 as listed
    union all
    select unnest(v_new_players), 1
  ) change
  group by change.player_id order by change.player_id
  on conflict (player_id) do update set listed = known.listed + excluded.listed;
  perform roomtone.remove_from_libraries(v_old_players, v_old_songs);
  perform roomtone.add_to_libraries(v_new_players, v_new_songs);
  delete from roomtone.playable_sums s
  where s.player_id = any (v_old_players) and s.listed <= 0 and s.player_id <> roomtone.catalogue();
  return null;
end
$$;
comment on function roomtone.count_library() is 'Trigger on player_library: keeps roomtone.library_directions and roomtone.playable_sums.';
