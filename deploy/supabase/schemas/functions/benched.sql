create function roomtone.benched(p_player_id uuid, p_now timestamptz) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
  return array(select b.song_id from roomtone.benched_songs(array[p_player_id], p_now) b);
end
$$;
comment on function roomtone.benched(uuid, timestamptz) is 'The songs of roomtone.benched_songs for one player.';
