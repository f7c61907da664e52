create function roomtone.player_status(p_player_id uuid, p_status text) returns text
language plpgsql stable set search_path = ''
as $$
begin
  return case when p_status not in ('playing', 'idle') then p_status when roomtone.player_plays(p_player_id) then 'playing' else 'idle' end;
end
$$;
comment on function roomtone.player_status(uuid, text) is 'The status of a player now, from the stored one: a player that is on and has reported a play is playing while its newest play runs, else idle. The stored status follows some seconds later (roomtone.end_overdue_plays).';
grant execute on function roomtone.player_status(uuid, text) to brain_service, manager_service;
