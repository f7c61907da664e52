create function roomtone.recency_penalty(p_last_played timestamptz, p_now timestamptz) returns double precision
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return case
    when p_last_played is null or p_now - p_last_played > (roomtone.rules()).recency_span then 0
    -- A play that starts a moment ahead of the clock is as fresh as can be.
    else (roomtone.rules()).recency_weight
      * exp(-greatest(extract(epoch from p_now - p_last_played), 0)::double precision / extract(epoch from (roomtone.rules()).recency_decay)::double precision)
  end;
end
$$;
comment on function roomtone.recency_penalty(timestamptz, timestamptz) is '0.05*e^(-age/6 h), 0..0.05; 0 when never played or more than 96 hours ago.';
