create function roomtone.presence_code_holds(p_player uuid, p_code text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := roomtone.now();
  v_secret bytea;
begin
  if p_code is null or p_code !~ '^[0-9]{6}$' then
    return false;
  end if;
  select s.secret into v_secret from roomtone.presence_secrets s where s.player_id = p_player;
  -- Hashes are compared, so that the time it takes does not tell how many digits are right.
  return v_secret is not null and sha256(convert_to(p_code, 'UTF8')) in (
    sha256(convert_to(roomtone.presence_code(v_secret, v_now), 'UTF8')),
    sha256(convert_to(roomtone.presence_code(v_secret, v_now - (roomtone.rules()).presence_period), 'UTF8')));
end
$$;
comment on function roomtone.presence_code_holds(uuid, text) is 'Whether a code, six digits, is the one that the player shows now or showed in the period before. False for anything else, null included, and for a player that never asked for codes.';
grant execute on function roomtone.presence_code_holds(uuid, text) to brain_service;
