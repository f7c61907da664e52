-- What the file is, what is heard in it, and since when it is out of use.

alter table public.songs
  add column bpm real,
  add column content_type text,
  add column size_bytes bigint,
  add column sha256 text,
  add column loudness_lufs real,
  add column peak_dbfs real,
  add column embedding_source text,
  add column embedding_confidence real,
  add column suggested_embedding extensions.vector(5),
  add column archived_at timestamptz,
  add column updated_at timestamptz not null default roomtone.now();

update public.songs set embedding = null where extensions.vector_norm(embedding) = 0;
-- Distances are reckoned in single precision: what is too small or too large to be squared there keeps its direction.
update public.songs set embedding = extensions.l2_normalize(embedding)
where extensions.vector_norm(embedding) not between 1e-6 and 1e6;
update public.songs set embedding_source = 'manual' where embedding is not null;
update public.songs set type = 'soundscape' where type is null;
update public.songs set duration = null where duration <= 0;
update public.songs set created_at = roomtone.now() where created_at is null;

alter table public.songs
  alter column type set default 'soundscape',
  alter column type set not null,
  alter column created_at set default roomtone.now(),
  alter column created_at set not null,
  add constraint songs_sha256_key unique (sha256),
  add constraint songs_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  add constraint songs_size_positive check (size_bytes > 0),
  add constraint songs_duration_positive check (duration > 0),
  add constraint songs_bpm_positive check (bpm > 0),
  add constraint songs_embedding_measurable check (extensions.vector_norm(embedding) between 1e-6 and 1e6),
  add constraint songs_suggested_embedding_measurable check (extensions.vector_norm(suggested_embedding) between 1e-6 and 1e6),
  add constraint songs_embedding_source_known check (embedding_source in ('manual', 'model')),
  add constraint songs_embedding_confidence_range check (embedding_confidence between 0 and 1);

comment on column public.songs.id is 'Names the song; breaks ties, the smaller first.';
comment on column public.songs.title is 'What listeners read.';
comment on column public.songs.artist is 'Who made it, if known.';
comment on column public.songs.file_url is 'Where the file lies in S3: https://<bucket>.s3.<region>.amazonaws.com/<key> or the endpoint''s form. Not readable without a signature.';
comment on column public.songs.type is 'soundscape: plays for a set time, looped or faded; instrumental: plays once.';
comment on column public.songs.embedding is 'How much of each of the five dimensions is heard, each in 0..1; null: unknown, never zero.';
comment on column public.songs.duration is 'Seconds, rounded up; null: unknown.';
comment on column public.songs.bpm is 'Beats per minute of instrumental music; null: unknown or none.';
comment on column public.songs.content_type is 'Media type as recognised from the content, such as audio/ogg.';
comment on column public.songs.size_bytes is 'Size of the file.';
comment on column public.songs.sha256 is 'Hash of the file in lower-case hex; the same content is uploaded once.';
comment on column public.songs.loudness_lufs is 'Integrated loudness by ITU-R BS.1770.';
comment on column public.songs.peak_dbfs is 'Highest sample, 0 is full scale.';
comment on column public.songs.embedding_source is 'manual: somebody stated or confirmed it; model: heard by the model.';
comment on column public.songs.embedding_confidence is '0..1, of the model; null where it is not the source.';
comment on column public.songs.suggested_embedding is 'What the model heard with too little confidence: shown to staff, picks nothing until confirmed.';
comment on column public.songs.created_at is 'When it came into the catalogue.';
comment on column public.songs.archived_at is 'Since when it may not be picked; null: in use.';
comment on column public.songs.updated_at is 'Last change of this row.';

create function roomtone.touch_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := roomtone.now();
  return new;
end
$$;
comment on function roomtone.touch_updated_at() is 'Trigger: keeps updated_at.';
revoke execute on function roomtone.touch_updated_at() from public;

create trigger touch_updated_at before update on public.songs
for each row execute function roomtone.touch_updated_at();

-- Directions as points on the unit sphere: the nearer the points, the smaller the cosine distance, and a GiST index gives the
-- nearest exactly. An HNSW index would be approximate and stop at its search width.
create extension if not exists cube with schema extensions;
create index songs_direction_idx on public.songs
using gist (extensions.cube((extensions.l2_normalize(embedding)::real[])::double precision[]))
where archived_at is null and embedding is not null;
create index songs_in_use_idx on public.songs (id) where archived_at is null;
create index songs_created_at_idx on public.songs (created_at desc, id);

update roomtone.schema_version set version = 20261122090400;
