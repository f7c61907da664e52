create function roomtone.presence_code(p_secret bytea, p_at timestamptz) returns text
language plpgsql immutable strict parallel safe set search_path = ''
as $$
declare
  v_period constant bigint := floor(extract(epoch from p_at) / extract(epoch from (roomtone.rules()).presence_period));
  v_hash constant text := encode(substr(sha256(p_secret || int8send(v_period)), 1, 8), 'hex');
begin
  -- Half by half: bit(64) would become a signed number.
  return lpad(
    (mod(('x' || left(v_hash, 8))::bit(32)::bigint::numeric * 4294967296 + ('x' || right(v_hash, 8))::bit(32)::bigint, 1000000))::text,
    6, '0');
end
$$;
comment on function roomtone.presence_code(bytea, timestamptz) is 'The code, six digits, that a player with this secret shows at a time: the first 8 bytes of sha256(secret || number of the period as int8), as an unsigned number modulo 10^6. Period n begins n times presence_period of roomtone.rules() after 1970-01-01T00:00:00Z.';
