-- How far a song's file was listened to, when it was taken away, and what it looks like.

alter table public.songs
  add column analysis text,
  add column file_removed_at timestamptz,
  add constraint songs_analysis_known check (analysis in ('whole', 'partial')),
  add constraint songs_file_kept_while_in_use check (file_removed_at is null or archived_at is not null);

comment on column public.songs.analysis is 'whole: the file was listened to from beginning to end; partial: the time was up before, so that loudness, peak and outline hold for its beginning; null: not listened to yet.';
comment on column public.songs.file_removed_at is 'When the file was given up, 30 days after archiving: it has to be uploaded again before the song can be used; null: the file is there.';

create index songs_archived_files_idx on public.songs (archived_at) where archived_at is not null and file_removed_at is null;

create table roomtone.song_outlines (
  song_id uuid primary key references public.songs (id) on delete cascade,
  heights bytea not null,
  constraint song_outlines_length check (octet_length(heights) = 200)
);
comment on table roomtone.song_outlines is 'The outline of each recording, for pictures. Beside the songs, so that ranking them reads no pictures.';
comment on column roomtone.song_outlines.song_id is 'Whose outline it is.';
comment on column roomtone.song_outlines.heights is 'The highest sample in each of 200 equal stretches, one unsigned byte each, 255 is full scale.';

alter table roomtone.song_outlines enable row level security;
revoke all on roomtone.song_outlines from anon, authenticated;
grant select, insert, update on roomtone.song_outlines to manager_service;
create policy "Manager keeps outlines" on roomtone.song_outlines for all to manager_service using (true) with check (true);

update roomtone.schema_version set version = 20261124120000;
