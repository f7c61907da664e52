create function roomtone.rotation(p_player_id uuid, p_without uuid[], p_limit bigint) returns uuid[]
language plpgsql stable
-- A custom plan knows the limit: a few songs are read from an index in order.
set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_never uuid[];
begin
  if exists (select from public.player_library l where l.player_id = p_player_id)
    or (select count(*) from (select from roomtone.last_plays l where l.player_id = p_player_id limit (roomtone.rules()).search_width + 1) many) > (roomtone.rules()).search_width
  then
    return array(
      select s.song_id
      from roomtone.library_songs s
      left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
      where s.player_id = p_player_id and s.song_id <> all (p_without)
      order by l.played_at nulls first, s.song_id
      limit p_limit);
  end if;
  -- The same for a large catalogue and a short history: first what was never played, then what was.
  v_never := array(
    select s.id from public.songs s
    where s.archived_at is null and s.id <> all (p_without)
      -- In this form it is looked up in the player's own history, never merged with everybody's.
      and s.id not in (select l.song_id from roomtone.last_plays l where l.player_id = p_player_id)
    order by s.id
    limit p_limit);
  return v_never || array(
    select l.song_id from roomtone.last_plays l join public.songs s on s.id = l.song_id
    where l.player_id = p_player_id and s.archived_at is null and l.song_id <> all (p_without)
    order by l.played_at, l.song_id
    limit p_limit - cardinality(v_never));
end
$$;
comment on function roomtone.rotation(uuid, uuid[], bigint) is 'The songs that a player may play, p_without left out, least recently played first.';
