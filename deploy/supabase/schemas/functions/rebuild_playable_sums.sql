create function roomtone.rebuild_playable_sums() returns void
language plpgsql set search_path = ''
as $$
begin
  lock table public.songs, public.player_library in share row exclusive mode;
  delete from roomtone.library_directions;
  delete from roomtone.playable_sums;
  insert into roomtone.library_directions (player_id, song_id, direction)
  select l.player_id, l.song_id, extensions.l2_normalize(s.embedding)
  from public.player_library l join public.songs s on s.id = l.song_id where s.archived_at is null
  order by l.player_id, l.song_id;
  insert into roomtone.playable_sums (player_id, listed)
  select roomtone.catalogue(), 0
  union all
  select l.player_id, count(*) from public.player_library l group by l.player_id;
  perform roomtone.change_playable_sums(array_agg(d.player_id), array_agg(d.direction), array_agg(1))
  from (
    select roomtone.catalogue() as player_id, extensions.l2_normalize(s.embedding) as direction from public.songs s where s.archived_at is null
    union all
    select l.player_id, l.direction from roomtone.library_directions l
  ) d
  group by d.player_id;
end
$$;
comment on function roomtone.rebuild_playable_sums() is 'Counts roomtone.library_directions and roomtone.playable_sums anew from songs and player_library; whoever writes these waits meanwhile.';
