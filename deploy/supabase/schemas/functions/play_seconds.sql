create function roomtone.play_seconds(p_type text, p_duration int, p_soundscape_seconds int) returns int
language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return case when p_type = 'instrumental' then coalesce(p_duration, (roomtone.rules()).default_play_seconds) else p_soundscape_seconds end;
end
$$;
comment on function roomtone.play_seconds(text, int, int) is 'How long a song plays: an instrumental once (180 s where the length is unknown), a soundscape for the player''s setting.';
grant execute on function roomtone.play_seconds(text, int, int) to brain_service, manager_service;
