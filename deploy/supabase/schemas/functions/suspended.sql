create function roomtone.suspended(p_player_id uuid, p_now timestamptz) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(select b.song_id from roomtone.suspended_songs(array[p_player_id], p_now) b);
end
$$;
comment on function roomtone.suspended(uuid, timestamptz) is 'The songs of roomtone.suspended_songs for one player.';
