create table public.player_library (
  id uuid default gen_random_uuid() primary key,
  player_id uuid not null references public.players (id) on delete cascade,
  song_id uuid not null references public.songs (id) on delete cascade,
  constraint player_library_player_song_key unique (player_id, song_id)
);
comment on table public.player_library is 'The songs that a player may play. A player without rows here may play the whole catalogue.';
comment on column public.player_library.id is 'Names the row.';
comment on column public.player_library.player_id is 'The player.';
comment on column public.player_library.song_id is 'A song that it may play.';

create index player_library_song_id_idx on public.player_library (song_id);

create trigger count_new_songs after insert on public.player_library referencing new table as new_rows
for each statement execute function roomtone.count_library();
create trigger count_changed_songs after update on public.player_library referencing old table as old_rows new table as new_rows
for each statement execute function roomtone.count_library();
create trigger count_lost_songs after delete on public.player_library referencing old table as old_rows
for each statement execute function roomtone.count_library();
create trigger record_change_on_insert after insert on public.player_library
referencing new table as written for each statement execute function roomtone.record_library_changes();
create trigger record_change_on_delete after delete on public.player_library
referencing old table as written for each statement execute function roomtone.record_library_changes();
create trigger record_change_of_old after update on public.player_library
referencing old table as written for each statement execute function roomtone.record_library_changes();
create trigger record_change_of_new after update on public.player_library
referencing new table as written for each statement execute function roomtone.record_library_changes();

alter table public.player_library enable row level security;
grant select, insert (player_id, song_id), delete on public.player_library to manager_service;
create policy "Manager keeps libraries" on public.player_library for all to manager_service using (true) with check (true);
