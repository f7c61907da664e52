create function roomtone.write_queues(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns table (player_id uuid, changed int)
language plpgsql rows 20 set search_path = ''
as $$
declare
  v_news_players uuid[];
  v_news int[];
  v_minimum constant int := (select i.disclosure_minimum from roomtone.installation i);
begin
  -- One statement, in which every part sees the queues as they were before.
  with room as materialized (
    select c.player_id, c.vector, c.unweighted, c.listeners, case when c.listeners > 0 then 'collective' else 'house' end as reason
    from roomtone.collectives c where c.player_id = any (p_players)
  ),
  old as materialized (
    select q.id, q.player_id, q.song_id, q.position, q.reason, q.listeners from public.player_queue q where q.player_id = any (p_players)
  ),
  planned as materialized (
    select p.player_id, p.place, p.kept, (p.song).song_id, (p.song).distance, (p.song).penalty, (p.song).reputation,
      (p.song).direction as song_vector, r.vector as wanted, r.unweighted as wanted_unweighted,
      case when p.kept then o.listeners else r.listeners end as listeners,
      case when p.kept then o.reason else coalesce(r.reason, 'rotation') end as reason,
      case when r.player_id is null and not p.kept then exists (
        select from roomtone.last_plays l where l.player_id = p.player_id and l.song_id = (p.song).song_id) end as heard_before,
      o.id as entry, o.position as old_place, o.reason as old_reason, o.listeners as old_listeners
    from roomtone.plan_queues(p_players, p_keep, p_by_taste, p_now) p
    left join room r on r.player_id = p.player_id and (p.song).distance is not null
    left join old o on o.player_id = p.player_id and o.song_id = (p.song).song_id
  ),
  gone as (
    delete from public.player_queue q
    where q.id in (select o.id from old o except select p.entry from planned p)
    returning q.player_id
  ),
  moved as (
    update public.player_queue q set position = p.place
    from planned p where q.id = p.entry and p.kept and p.old_place <> p.place
  ),
  stayed as (
    update public.player_queue q
    set position = p.place, distance = p.distance, penalty = p.penalty, listeners = p.listeners, reason = p.reason,
      wanted = p.wanted, wanted_unweighted = p.wanted_unweighted, song_vector = p.song_vector, reputation = p.reputation,
      heard_before = p.heard_before, picked_at = p_now
    from planned p
    where q.id = p.entry and not p.kept
      and (q.position, q.reason, q.listeners, round(q.distance * 1000000), q.reputation, q.heard_before, q.wanted::real[], q.wanted_unweighted::real[], q.song_vector::real[])
        is distinct from
        (p.place, p.reason, p.listeners, round(p.distance * 1000000), p.reputation, p.heard_before, p.wanted::real[], p.wanted_unweighted::real[], p.song_vector::real[])
  ),
  came as (
    insert into public.player_queue
      (player_id, song_id, position, added_at, distance, penalty, listeners, reason, wanted, wanted_unweighted, song_vector, reputation, heard_before, picked_at)
    select p.player_id, p.song_id, p.place, p_now, p.distance, p.penalty, p.listeners, p.reason,
      p.wanted, p.wanted_unweighted, p.song_vector, p.reputation, p.heard_before, p_now
    from planned p where p.entry is null
    returning player_queue.player_id
  ),
  news as (
    select g.player_id from gone g
    union all
    select n.player_id from came n
    union all
    -- Of the entries that stayed those count of which something else is shown. The reason is shown from disclosure_minimum listeners on.
    select p.player_id from planned p
    where (p.old_place, p.old_reason, coalesce(p.old_listeners, 0) >= v_minimum)
      <> (p.place, p.reason, coalesce(p.listeners, 0) >= v_minimum)
  )
  select array_agg(counted.player_id), array_agg(counted.news) into v_news_players, v_news
  from (select n.player_id, count(*)::int as news from news n group by n.player_id) counted;
  perform pg_notify('roomtone_player', n.player_id::text) from unnest(v_news_players) as n (player_id);
  return query
    select r.player_id, coalesce(n.news, 0)
    from unnest(p_players) as r (player_id)
    left join unnest(v_news_players, v_news) as n (player_id, news) on n.player_id = r.player_id;
end
$$;
comment on function roomtone.write_queues(uuid[], int[], boolean, timestamptz) is 'Writes the queues of players as roomtone.plan_queues plans them, and only what differs. Returns for each how many entries came, went or changed what is shown of them, and notifies channel roomtone_player if any did. The caller has locked the rooms'' rows in collectives.';
