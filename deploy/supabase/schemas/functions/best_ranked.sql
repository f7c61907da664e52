create function roomtone.best_ranked(p_player_id uuid, p_limit int) returns table (song_id uuid)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_suspended constant uuid[] := array(select s.song_id from roomtone.suspended_songs(array[p_player_id], roomtone.now()) s);
  v_vec constant extensions.vector := (select c.vector from roomtone.collectives c where c.player_id = p_player_id);
begin
  return query
    select s.song_id
    from roomtone.library_songs s
    left join roomtone.last_plays l on l.player_id = p_player_id and l.song_id = s.song_id
    where s.player_id = p_player_id and s.song_id <> all (v_suspended)
    order by s.embedding operator(extensions.<=>) v_vec nulls last, l.played_at nulls first, s.song_id
    limit greatest(p_limit, 0);
end
$$;
comment on function roomtone.best_ranked(uuid, int) is 'The playable songs nearest to what a room wants, for devices to keep ready; says nothing of how near.';
grant execute on function roomtone.best_ranked(uuid, int) to manager_service;
