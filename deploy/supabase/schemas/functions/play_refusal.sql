create function roomtone.play_refusal(
  p_player_id uuid, p_play_id uuid, p_song_id uuid, p_started_at timestamptz, p_ended_at timestamptz, p_outcome text, p_now timestamptz)
returns table (result text, reason text)
language plpgsql stable set search_path = ''
as $$
declare
  v_known public.songs_playing;
begin
  select * into v_known from public.songs_playing p where p.id = p_play_id;
  if v_known.id is not null and v_known.player_id is distinct from p_player_id then
    reason := 'play-of-another-player';
  elsif v_known.id is not null and v_known.song_id is distinct from p_song_id then
    reason := 'play-of-another-song';
  elsif v_known.id is not null
    and (p_ended_at is null or v_known.ended_at is not null) and (p_outcome is null or v_known.outcome is not null) then
    return query select 'duplicate', null::text;
    return;
  elsif p_ended_at < coalesce(v_known.played_at, p_started_at) - (roomtone.rules()).max_time_shift then
    reason := 'ends-before-it-starts';
  elsif p_ended_at > p_now + (roomtone.rules()).max_clock_error then
    reason := 'ends-in-the-future';
  elsif v_known.id is not null then
    return;
  elsif not exists (select from public.songs s where s.id = p_song_id) then
    reason := 'unknown-song';
  elsif p_started_at is null then
    reason := 'starts-never';
  elsif p_started_at > p_now + (roomtone.rules()).max_clock_error then
    reason := 'starts-in-the-future';
  elsif p_started_at < p_now - (roomtone.rules()).max_report_age then
    reason := 'too-old';
  else
    return;
  end if;
  result := 'rejected';
  return next;
end
$$;
comment on function roomtone.play_refusal(uuid, uuid, uuid, timestamptz, timestamptz, text, timestamptz) is 'Why the report of a play is not recorded: a row with rejected and the reason, or with duplicate for a report that says nothing new; no row for a report to record.';
