create function roomtone.complete_session() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
begin
  new.status := coalesce(new.status, 'active');
  new.checked_in_at := coalesce(new.checked_in_at, v_now);
  new.stay_id := coalesce(new.stay_id, new.id);
  new.stay_since := coalesce(new.stay_since, new.checked_in_at);
  new.expires_at := least(
    coalesce(new.expires_at, new.checked_in_at + (roomtone.rules()).session_length),
    new.checked_in_at + (roomtone.rules()).max_session_length);
  if new.status = 'active' then
    if tg_op = 'UPDATE' then
      if old.status <> 'active' then
        raise exception 'session over' using errcode = 'check_violation', hint = 'A session that has ended stays ended. Insert a new one.';
      end if;
      if new.expires_at > old.expires_at and new.renewed_at is not distinct from old.renewed_at then
        new.renewed_at := v_now;
      end if;
    end if;
    new.ended_at := null;
    new.end_reason := null;
  else
    new.ended_at := greatest(new.checked_in_at, least(coalesce(new.ended_at, v_now), new.expires_at));
    new.end_reason := coalesce(new.end_reason, case when new.ended_at = new.expires_at then 'expired' else 'unknown' end);
  end if;
  return new;
end
$$;
comment on function roomtone.complete_session() is 'Trigger on sessions, for every writer: sets times and status that are missing, limits the length to roomtone.rules(), and states when and why an inactive session ended. Refuses to make an inactive session active again (23514).';
