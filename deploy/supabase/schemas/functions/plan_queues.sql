create function roomtone.plan_queues(p_players uuid[], p_keep int[], p_by_taste boolean, p_now timestamptz)
returns setof roomtone.planned_entry
language plpgsql stable rows 100 set search_path = ''
as $$
declare
  v_rooms constant roomtone.room_state[] := array(select s from roomtone.room_states(p_players, p_keep, p_by_taste, p_now) s);
begin
  return query
    select e.*
    from roomtone.candidate_lists(v_rooms, p_now) c
    cross join lateral roomtone.plan_queue(c.room, c.candidates, c.complete, p_now) e;
end
$$;
comment on function roomtone.plan_queues(uuid[], int[], boolean, timestamptz) is 'The queues of players as they should be, each with its first p_keep entries as they are: the rooms, the candidates of each, and the plan made of them. Without p_by_taste rotation alone. Writes nothing.';
