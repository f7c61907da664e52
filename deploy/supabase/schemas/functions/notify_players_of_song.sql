create function roomtone.notify_players_of_song() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_notify('roomtone_player', shown.player_id::text)
  from (
    select q.player_id from public.player_queue q where q.song_id = new.id
    union
    select p.id from public.players p where p.current_song_id = new.id
  ) shown;
  return null;
end
$$;
comment on function roomtone.notify_players_of_song() is 'Trigger on songs: notifies channel roomtone_player of every player that plays or queues the song.';
