create function roomtone.readmit_votes(p_player_id uuid, p_exclusion_id uuid, p_actor_id uuid, p_request_id text) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  v_exclusion roomtone.vote_exclusions;
begin
  lock table public.votes in row exclusive mode;
  perform pg_advisory_xact_lock(6, uuid_hash(p_player_id));
  delete from roomtone.vote_exclusions where id = p_exclusion_id and player_id = p_player_id returning * into v_exclusion;
  if not found then
    return false;
  end if;
  update public.votes v set excluded = false
  where v.player_id = p_player_id and v.vote_time >= v_exclusion.cast_from and v.vote_time < v_exclusion.cast_to and v.excluded
    and not exists (
      select from roomtone.vote_exclusions e
      where e.player_id = v.player_id and e.cast_from <= v.vote_time and v.vote_time < e.cast_to);
  insert into roomtone.audit_log (actor_id, action, thing, thing_id, before, request_id)
  values (p_actor_id, 'readmit-votes', 'player', p_player_id,
    jsonb_build_object('vote_exclusion', v_exclusion.id, 'from', v_exclusion.cast_from, 'to', v_exclusion.cast_to, 'votes', v_exclusion.votes), p_request_id);
  return true;
end
$$;
comment on function roomtone.readmit_votes(uuid, uuid, uuid, text) is 'Deletes a vote exclusion of a player and writes the audit log: the votes that no other exclusion covers count again. Returns whether there was such an exclusion. The caller has checked that p_actor_id is staff of the player.';
grant execute on function roomtone.readmit_votes(uuid, uuid, uuid, text) to brain_service;
