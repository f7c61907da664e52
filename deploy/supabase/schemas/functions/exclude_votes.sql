create function roomtone.exclude_votes(p_player_id uuid, p_from timestamptz, p_to timestamptz, p_actor_id uuid, p_request_id text)
returns table (exclusion_id uuid, excluded_votes int)
language plpgsql security definer set search_path = ''
as $$
begin
  lock table public.votes in row exclusive mode;
  perform pg_advisory_xact_lock(6, uuid_hash(p_player_id));
  update public.votes set excluded = true
  where player_id = p_player_id and vote_time >= p_from and vote_time < p_to and not excluded;
  get diagnostics excluded_votes = row_count;
  insert into roomtone.vote_exclusions (player_id, cast_from, cast_to, votes, created_by)
  values (p_player_id, p_from, p_to, excluded_votes, p_actor_id) returning id into exclusion_id;
  insert into roomtone.audit_log (actor_id, action, thing, thing_id, after, request_id)
  values (p_actor_id, 'exclude-votes', 'player', p_player_id,
    jsonb_build_object('vote_exclusion', exclusion_id, 'from', p_from, 'to', p_to, 'votes', excluded_votes), p_request_id);
  return next;
end
$$;
comment on function roomtone.exclude_votes(uuid, timestamptz, timestamptz, uuid, text) is 'Takes the votes cast at a player from p_from until before p_to out of its reputations and house voice, and writes the audit log. The caller has checked that p_actor_id is staff of the player. Votes that are inserted later are covered, too. Returns the id of the exclusion and how many votes it took out.';
grant execute on function roomtone.exclude_votes(uuid, timestamptz, timestamptz, uuid, text) to brain_service;
