-- A view and not a function: the planner sees through it, so that asking for one room, for few songs or for their number reads no more
-- than that.
create view roomtone.library_songs as
select l.player_id, s.id as song_id, s.title, s.embedding
from public.player_library l join public.songs s on s.id = l.song_id
where s.archived_at is null
union all
select c.player_id, s.id, s.title, s.embedding
from roomtone.collectives c cross join public.songs s
where s.archived_at is null and not exists (select from public.player_library l where l.player_id = c.player_id);
comment on view roomtone.library_songs is 'What each player may play: songs in use of its library, or the whole catalogue in use where it has none. Ask for one player at a time.';
comment on column roomtone.library_songs.player_id is 'The player.';
comment on column roomtone.library_songs.song_id is 'The song.';
comment on column roomtone.library_songs.title is 'As in songs.';
comment on column roomtone.library_songs.embedding is 'As in songs.';
