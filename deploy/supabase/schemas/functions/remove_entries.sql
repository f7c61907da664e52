create function roomtone.remove_entries(p_entries uuid[]) returns void
language plpgsql
-- Whatever the statistics say, the rows of the rooms are read by index.
set search_path = '' set enable_seqscan = off set plan_cache_mode = force_generic_plan
as $$
declare
  v_players uuid[];
  v_positions int[];
begin
  with gone as (
    delete from public.player_queue q where q.id = any (p_entries) returning q.player_id, q.position
  )
  select array_agg(g.player_id), array_agg(g.position) into v_players, v_positions from gone g;
  update public.player_queue q
  set position = q.position - (
    select count(*) from unnest(v_players, v_positions) as g (player_id, position) where g.player_id = q.player_id and g.position < q.position)
  where q.player_id = any (v_players);
  update roomtone.dropped_entries d
  set position = d.position - (
    select count(*) from unnest(v_players, v_positions) as g (player_id, position) where g.player_id = d.player_id and g.position < d.position)
  where d.player_id = any (v_players);
end
$$;
comment on function roomtone.remove_entries(uuid[]) is 'Removes entries from queues, any number of any players: the entries behind them move up, and so do the places of dropped entries. The caller has locked the rooms'' rows in collectives.';
