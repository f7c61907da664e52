create function roomtone.playable_counts(p_players uuid[])
returns table (player_id uuid, playable bigint, suspended uuid[])
language plpgsql stable security definer rows 1000 set search_path = '' set jit = off
as $$
declare
  v_now constant timestamptz := roomtone.now();
  -- Few rooms have failed plays, so that the songs of few are looked at.
  v_failing constant uuid[] := array(
    select distinct f.player_id from public.songs_playing f
    where f.outcome = 'failed' and f.played_at > v_now - (roomtone.rules()).suspension_span
      and f.player_id in (select p.id from unnest(p_players) as p (id)));
begin
  return query
    with suspension as materialized (
      select s.player_id, array_agg(s.song_id) as songs from roomtone.suspended_songs(v_failing, v_now) s group by s.player_id
    )
    select r.player_id, coalesce(library.songs, catalogue.songs) - coalesce(cardinality(s.songs), 0), coalesce(s.songs, '{}')
    from unnest(p_players) as r (player_id)
    join roomtone.playable_sums catalogue on catalogue.player_id = roomtone.catalogue()
    left join roomtone.playable_sums library on library.player_id = r.player_id
    left join suspension s on s.player_id = r.player_id;
end
$$;
comment on function roomtone.playable_counts(uuid[]) is 'For each of the players how many songs it may play now, and the songs of its library, or of the catalogue where it has none, that are suspended there.';
grant execute on function roomtone.playable_counts(uuid[]) to manager_service;
