create table roomtone.uploads (
  id uuid primary key,
  file_name text,
  size_bytes bigint not null,
  step text not null,
  song_id uuid references public.songs (id) on delete cascade,
  problem jsonb,
  started_by uuid,
  started_at timestamptz not null default roomtone.now(),
  changed_at timestamptz not null default roomtone.now(),
  constraint uploads_step_known check (step in ('waiting', 'analysing', 'storing', 'done', 'refused'))
);
comment on table roomtone.uploads is 'Recordings that were received lately and what became of them; kept for a day.';
comment on column roomtone.uploads.id is 'Names the upload.';
comment on column roomtone.uploads.file_name is 'What the sender called the file, as text to show; null: nothing usable.';
comment on column roomtone.uploads.size_bytes is 'Size of the file.';
comment on column roomtone.uploads.step is 'waiting: for a place to be analysed; analysing; storing: on its way to S3 and into the catalogue; done: see song_id; refused: see problem.';
comment on column roomtone.uploads.song_id is 'The song: whose file is replaced, or which it became; null before.';
comment on column roomtone.uploads.problem is 'Why it was refused, as the sender was told: an object of RFC 9457; null otherwise.';
comment on column roomtone.uploads.started_by is 'Who sent it.';
comment on column roomtone.uploads.started_at is 'When it had been received.';
comment on column roomtone.uploads.changed_at is 'When it came to this step.';

create index uploads_started_at_idx on roomtone.uploads (started_at desc);
create index uploads_song_id_idx on roomtone.uploads (song_id);

alter table roomtone.uploads enable row level security;
grant select, insert, update, delete on roomtone.uploads to manager_service;
create policy "Manager keeps uploads" on roomtone.uploads for all to manager_service using (true) with check (true);
