create function roomtone.renewed_until(p_checked_in_at timestamptz, p_expires_at timestamptz, p_now timestamptz) returns timestamptz
language plpgsql immutable strict parallel safe set search_path = ''
as $$
begin
  if p_expires_at <= p_now or p_expires_at >= p_now + (roomtone.rules()).renewal_threshold then
    return null;
  end if;
  return nullif(
    least(p_now + (roomtone.rules()).session_length, p_checked_in_at + (roomtone.rules()).max_session_length),
    p_expires_at);
end
$$;
comment on function roomtone.renewed_until(timestamptz, timestamptz, timestamptz) is 'The end that a renewal at p_now gives an active session. Null: nothing is to be written, because it is over, because more than renewal_threshold of it is left, or because it ends max_session_length after check-in already.';
grant execute on function roomtone.renewed_until(timestamptz, timestamptz, timestamptz) to brain_service;
