create table roomtone.file_claims (
  id uuid primary key,
  sha256 text not null,
  purpose text not null,
  until timestamptz not null,
  constraint file_claims_purpose_known check (purpose in ('upload', 'replaced', 'removal')),
  constraint file_claims_sha256_form check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table roomtone.file_claims is 'Files in S3 that somebody is busy with, by their hash. The sweeper removes a file only when no song names it and nobody claims it.';
comment on column roomtone.file_claims.id is 'Names the claim.';
comment on column roomtone.file_claims.sha256 is 'Hash of the file, which is also its name.';
comment on column roomtone.file_claims.purpose is 'upload: it is being stored, its song comes next; replaced: it was replaced, devices may still fetch it; removal: the sweeper is removing it, uploads of it wait.';
comment on column roomtone.file_claims.until is 'When the claim lapses, whatever became of who made it.';

create index file_claims_sha256_idx on roomtone.file_claims (sha256);

alter table roomtone.file_claims enable row level security;
grant select, insert, update, delete on roomtone.file_claims to manager_service;
create policy "Manager keeps claims" on roomtone.file_claims for all to manager_service using (true) with check (true);
