create table roomtone.song_outlines (
  song_id uuid primary key references public.songs (id) on delete cascade,
  heights bytea not null,
  constraint song_outlines_length check (octet_length(heights) = 200)
);
comment on table roomtone.song_outlines is 'The outline of each recording, for pictures. Beside the songs, so that ranking them reads no pictures.';
comment on column roomtone.song_outlines.song_id is 'Whose outline it is.';
comment on column roomtone.song_outlines.heights is 'The highest sample in each of 200 equal stretches, one unsigned byte each, 255 is full scale.';

alter table roomtone.song_outlines enable row level security;
grant select, insert, update on roomtone.song_outlines to manager_service;
create policy "Manager keeps outlines" on roomtone.song_outlines for all to manager_service using (true) with check (true);
