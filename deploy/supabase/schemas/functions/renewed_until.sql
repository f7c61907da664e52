create function roomtone.renewed_until(p_checked_in_at timestamptz, p_expires_at timestamptz, p_now timestamptz, p_player uuid) returns timestamptz
language plpgsql stable parallel safe set search_path = ''
as $$
begin
  if p_checked_in_at is null or p_expires_at <= p_now or p_expires_at >= p_now + (roomtone.rules()).renewal_threshold then
    return null;
  end if;
  if p_now > p_checked_in_at + (roomtone.rules()).presence_renewal_span
    and exists (select from public.players where id = p_player and presence = 'code') then
    return null;
  end if;
  return nullif(
    least(p_now + (roomtone.rules()).session_length, p_checked_in_at + (roomtone.rules()).max_session_length),
    p_expires_at);
end
$$;
comment on function roomtone.renewed_until(timestamptz, timestamptz, timestamptz, uuid) is 'The end that a renewal at p_now without a presence code gives an active session at a player. Null: nothing is to be written, because there is no session (p_checked_in_at is null) or it is over, because more than renewal_threshold of it is left, because it ends max_session_length after check-in already, or because the player asks for a code presence_renewal_span after check-in. p_player is null for a session without a player, and for a renewal with a code that holds.';
grant execute on function roomtone.renewed_until(timestamptz, timestamptz, timestamptz, uuid) to brain_service;
