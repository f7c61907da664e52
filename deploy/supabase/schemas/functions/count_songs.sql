create function roomtone.count_songs() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_changed uuid[];
  v_moved uuid[];
  v_gone extensions.vector[] := '{}';
  v_come extensions.vector[] := '{}';
  v_players uuid[];
  v_songs uuid[];
begin
  if tg_op = 'UPDATE' then
    select array_agg(c.id), array_agg(c.id) filter (where c.moved) into v_changed, v_moved
    from (
      select n.id, n.embedding::text is distinct from o.embedding::text as moved, (n.archived_at is null) <> (o.archived_at is null) as used
      from new_rows n join old_rows o on o.id = n.id
    ) c
    where c.moved or c.used;
    if v_changed is null then
      return null;
    end if;
  end if;
  if tg_op <> 'INSERT' then
    select coalesce(array_agg(extensions.l2_normalize(o.embedding)), '{}') into v_gone
    from old_rows o where o.archived_at is null and (v_changed is null or o.id = any (v_changed));
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(extensions.l2_normalize(n.embedding)), '{}') into v_come
    from new_rows n where n.archived_at is null and (v_changed is null or n.id = any (v_changed));
  end if;
  perform from roomtone.playable_sums s where s.player_id = roomtone.catalogue() for update;
  perform roomtone.change_playable_sums(
    array_fill(roomtone.catalogue(), array[cardinality(v_gone) + cardinality(v_come)]), v_gone || v_come,
    array_fill(-1, array[cardinality(v_gone)]) || array_fill(1, array[cardinality(v_come)]));
  if tg_op = 'UPDATE' then
    select array_agg(l.player_id), array_agg(l.song_id) into v_players, v_songs
    from public.player_library l where l.song_id = any (v_changed);
    if v_players is not null then
      perform roomtone.remove_from_libraries(v_players, v_songs);
      perform roomtone.add_to_libraries(v_players, v_songs);
    end if;
  end if;
  if v_moved is not null then
    perform roomtone.update_reputation_directions(v_moved);
  end if;
  return null;
end
$$;
comment on function roomtone.count_songs() is 'Trigger on songs: keeps the catalogue''s row of roomtone.playable_sums, and what libraries and reputations know of songs that come into use, go out of it or sound different now. A song that is deleted leaves these by its own rows there.';
