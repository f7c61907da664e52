create function roomtone.unit_vector(p double precision[], p_noise double precision) returns extensions.vector
language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_norm constant double precision := sqrt(p[1] * p[1] + p[2] * p[2] + p[3] * p[3] + p[4] * p[4] + p[5] * p[5]);
begin
  if v_norm > p_noise then
    return array[p[1] / v_norm, p[2] / v_norm, p[3] / v_norm, p[4] / v_norm, p[5] / v_norm]::extensions.vector;
  end if;
  return null;
end
$$;
comment on function roomtone.unit_vector(double precision[], double precision) is 'Five numbers at unit length; null when one is null, or when they are no longer than the noise of what they were reckoned from.';
