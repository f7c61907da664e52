create function roomtone.rules() returns roomtone.rules
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return row(
    5,                         -- queue_length
    interval '1 hour',         -- cool_down
    0.05,                      -- recency_weight
    interval '2 hours',        -- recency_decay
    interval '24 hours',       -- recency_span
    60,                        -- recency_songs
    0.3,                       -- reputation_weight
    5,                         -- prior_votes
    3,                         -- suspension_failures
    interval '24 hours',       -- suspension_span
    interval '1 hour',         -- dropped_span
    0.9,                       -- ledger_decay
    0.1,                       -- ledger_gain
    1 / 3.0::double precision, -- min_listener_weight
    3,                         -- max_listener_weight
    1e-6,                      -- zero_length
    1e9,                       -- sum_scale
    2000,                      -- search_width
    2e-6,                      -- rank_tolerance
    1e-5,                      -- direction_tolerance
    180,                       -- default_play_seconds
    interval '15 seconds',     -- end_report_grace
    interval '60 minutes',     -- rate_window
    interval '60 minutes',     -- session_length
    interval '50 minutes',     -- renewal_threshold
    interval '12 hours',       -- max_session_length
    interval '10 minutes',     -- room_window
    interval '5 minutes',      -- presence_period
    interval '2 hours',        -- presence_renewal_span
    10,                        -- wrong_codes
    interval '10 minutes',     -- max_advance_age
    interval '60 seconds',     -- max_clock_error
    interval '2 seconds',      -- max_time_shift
    interval '7 days'          -- max_report_age
  )::roomtone.rules;
end
$$;
comment on function roomtone.rules() is 'The values of the weights, spans and limits that type roomtone.rules names. Immutable: a plan computes them once and contains them as constants.';
grant execute on function roomtone.rules() to brain_service, manager_service;
