-- What becomes of each upload, seen from every pod; and which files in S3 are not to be touched although no song names them.

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

create table roomtone.file_claims (
  id uuid primary key,
  sha256 text not null,
  purpose text not null,
  until timestamptz not null,
  constraint file_claims_purpose_known check (purpose in ('upload', 'farewell', 'removal')),
  constraint file_claims_sha256_form check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table roomtone.file_claims is 'Files in S3 that somebody is busy with, by their hash. The sweeper removes a file only when no song names it and nobody claims it.';
comment on column roomtone.file_claims.id is 'Names the claim.';
comment on column roomtone.file_claims.sha256 is 'Hash of the file, which is also its name.';
comment on column roomtone.file_claims.purpose is 'upload: it is being stored, its song comes next; farewell: it was replaced, devices may still fetch it; removal: the sweeper is removing it, uploads of it wait.';
comment on column roomtone.file_claims.until is 'When the claim lapses, whatever became of who made it.';
create index file_claims_sha256_idx on roomtone.file_claims (sha256);

alter table roomtone.uploads enable row level security;
alter table roomtone.file_claims enable row level security;
revoke all on roomtone.uploads, roomtone.file_claims from anon, authenticated;
grant select, insert, update, delete on roomtone.uploads, roomtone.file_claims to manager_service;
create policy "Manager keeps uploads" on roomtone.uploads for all to manager_service using (true) with check (true);
create policy "Manager keeps claims" on roomtone.file_claims for all to manager_service using (true) with check (true);

update roomtone.schema_version set version = 20261124120100;
