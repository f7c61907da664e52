-- Staff find songs by parts of words, whatever their case and accents, in tens of thousands.

create function roomtone.folded(p_text text) returns text
language sql immutable strict parallel safe
set search_path = ''
as $$ select lower(regexp_replace(normalize(p_text, NFKD), '[\u0300-\u036f]', '', 'g')) $$;
comment on function roomtone.folded(text) is 'A text as it is searched: lower case, without accents.';
revoke execute on function roomtone.folded(text) from public;
grant execute on function roomtone.folded(text) to manager_service;

alter table public.songs add column search_text text;
comment on column public.songs.search_text is 'Title and artist as they are searched; kept by a trigger. Its first 100 characters sort by title.';

create function roomtone.fold_song() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  new.search_text := roomtone.folded(concat_ws(' ', new.title, new.artist));
  return new;
end
$$;
comment on function roomtone.fold_song() is 'Trigger on songs: keeps search_text.';
revoke execute on function roomtone.fold_song() from public;

create trigger fold_song before insert or update of title, artist, search_text on public.songs
for each row execute function roomtone.fold_song();

-- What staff search is no change of the song.
alter table public.songs disable trigger touch_updated_at;
update public.songs set search_text = null;
alter table public.songs enable trigger touch_updated_at;
alter table public.songs alter column search_text set not null;

-- A project may have the extension already, in a schema of its own choice.
create extension if not exists pg_trgm with schema extensions;
do $$
begin
  execute format(
    'create index songs_search_idx on public.songs using gin (search_text %I.gin_trgm_ops)',
    (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
end
$$;
create index songs_title_idx on public.songs ("left"(search_text, 100), id);
create index songs_suggested_idx on public.songs (created_at desc, id) where suggested_embedding is not null;

-- A library is set in two statements, of up to fifty thousand songs: the room has changed once for each, not once for each song.
create function roomtone.mark_rooms_of_libraries() returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into roomtone.room_changes (player_id) select distinct player_id from written where player_id is not null order by player_id;
  return null;
end
$$;
comment on function roomtone.mark_rooms_of_libraries() is 'Trigger on player_library: the rooms of the rows written have changed.';
revoke execute on function roomtone.mark_rooms_of_libraries() from public;
drop trigger mark_room on public.player_library;
create trigger mark_rooms_on_insert after insert on public.player_library
referencing new table as written for each statement execute function roomtone.mark_rooms_of_libraries();
create trigger mark_rooms_on_delete after delete on public.player_library
referencing old table as written for each statement execute function roomtone.mark_rooms_of_libraries();
create trigger mark_rooms_of_old after update on public.player_library
referencing old table as written for each statement execute function roomtone.mark_rooms_of_libraries();
create trigger mark_rooms_of_new after update on public.player_library
referencing new table as written for each statement execute function roomtone.mark_rooms_of_libraries();
comment on function roomtone.mark_room() is 'Trigger on sessions: the room has changed.';

update roomtone.schema_version set version = 20261124130102;
