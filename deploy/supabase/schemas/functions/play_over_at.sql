create function roomtone.play_over_at(p_started_at timestamptz, p_type text, p_duration int, p_soundscape_seconds int) returns timestamptz
language plpgsql stable parallel safe set search_path = ''
as $$
begin
  return p_started_at + make_interval(secs => roomtone.play_seconds(p_type, p_duration, p_soundscape_seconds)) + (roomtone.rules()).end_report_grace;
end
$$;
comment on function roomtone.play_over_at(timestamptz, text, int, int) is 'From when on a play whose end nobody reported is over for everybody: 15 s after its length.';
grant execute on function roomtone.play_over_at(timestamptz, text, int, int) to brain_service, manager_service;
