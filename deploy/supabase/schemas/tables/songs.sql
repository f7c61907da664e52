create table public.songs (
  id uuid default gen_random_uuid() primary key,
  title text not null,
  artist text,
  file_url text not null,
  type text not null default 'soundscape' check (type in ('soundscape', 'instrumental')),
  embedding extensions.vector(5),
  duration int,
  created_at timestamptz not null default roomtone.now(),
  bpm real,
  content_type text,
  size_bytes bigint,
  sha256 text,
  loudness_lufs real,
  peak_dbfs real,
  embedding_source text,
  embedding_confidence real,
  suggested_embedding extensions.vector(5),
  archived_at timestamptz,
  updated_at timestamptz not null default roomtone.now(),
  analysis text,
  file_removed_at timestamptz,
  search_text text not null,
  constraint songs_sha256_key unique (sha256),
  constraint songs_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint songs_size_positive check (size_bytes > 0),
  constraint songs_duration_positive check (duration > 0),
  constraint songs_bpm_positive check (bpm > 0),
  constraint songs_embedding_measurable check (extensions.vector_norm(embedding) between 1e-6 and 1e6),
  constraint songs_suggested_embedding_measurable check (extensions.vector_norm(suggested_embedding) between 1e-6 and 1e6),
  constraint songs_embedding_source_known check (embedding_source in ('manual', 'model')),
  constraint songs_embedding_confidence_range check (embedding_confidence between 0 and 1),
  constraint songs_analysis_known check (analysis in ('whole', 'partial')),
  constraint songs_file_kept_while_in_use check (file_removed_at is null or archived_at is not null)
);
comment on table public.songs is 'The catalogue. Songs are archived, never deleted.';
comment on column public.songs.id is 'Names the song; breaks ties, the smaller first.';
comment on column public.songs.title is 'What listeners read.';
comment on column public.songs.artist is 'Who made it, if known.';
comment on column public.songs.file_url is 'Where the file lies in S3: https://<bucket>.s3.<region>.amazonaws.com/<key> or the endpoint''s form. Not readable without a signature.';
comment on column public.songs.type is 'soundscape: plays for a set time, looped or faded; instrumental: plays once.';
comment on column public.songs.embedding is 'How much of each of the five dimensions is heard, each in 0..1; null: unknown, never zero.';
comment on column public.songs.duration is 'Seconds, rounded up; null: unknown.';
comment on column public.songs.created_at is 'When it came into the catalogue.';
comment on column public.songs.bpm is 'Beats per minute of instrumental music; null: unknown or none.';
comment on column public.songs.content_type is 'Media type as recognised from the content, such as audio/ogg.';
comment on column public.songs.size_bytes is 'Size of the file.';
comment on column public.songs.sha256 is 'Hash of the file in lower-case hex; the same content is uploaded once.';
comment on column public.songs.loudness_lufs is 'Integrated loudness by ITU-R BS.1770.';
comment on column public.songs.peak_dbfs is 'Highest sample, 0 is full scale.';
comment on column public.songs.embedding_source is 'manual: somebody stated or confirmed it; model: heard by the model.';
comment on column public.songs.embedding_confidence is '0..1, of the model; null where it is not the source.';
comment on column public.songs.suggested_embedding is 'What the model heard with too little confidence: shown to staff, picks nothing until confirmed.';
comment on column public.songs.archived_at is 'Since when it may not be picked; null: in use.';
comment on column public.songs.updated_at is 'Last change of this row.';
comment on column public.songs.analysis is 'whole: the file was listened to from beginning to end; partial: the time was up before, so that loudness, peak and outline hold for its beginning; null: not listened to yet.';
comment on column public.songs.file_removed_at is 'When the file was given up, 30 days after archiving: it has to be uploaded again before the song can be used; null: the file is there.';
comment on column public.songs.search_text is 'Title and artist as they are searched; kept by a trigger. Its first 100 characters sort by title.';

-- Directions as points on the unit sphere: the nearer the points, the smaller the cosine distance, and a GiST index yields the nearest
-- exactly. An HNSW index would be approximate and stop at its search width.
create index songs_direction_idx on public.songs
using gist (extensions.cube((extensions.l2_normalize(embedding)::real[])::double precision[]))
where archived_at is null and embedding is not null;
create index songs_created_at_idx on public.songs (created_at desc, id);
create index songs_archived_files_idx on public.songs (archived_at) where archived_at is not null and file_removed_at is null;
create index songs_title_idx on public.songs ("left"(search_text, 100), id);
create index songs_suggested_idx on public.songs (created_at desc, id) where suggested_embedding is not null;
-- What the pick asks of a song stands in the index by which it is found.
create index songs_lookup_idx on public.songs (id) include (embedding, type, duration, archived_at);
create index songs_search_idx on public.songs using gin (search_text extensions.gin_trgm_ops);

create trigger touch_updated_at before update on public.songs for each row execute function roomtone.touch_updated_at();
create trigger notify_players after update on public.songs
for each row when (
  (old.title, old.artist, old.type, old.file_url, old.duration, old.sha256, old.size_bytes, old.loudness_lufs, old.peak_dbfs, old.archived_at)
  is distinct from
  (new.title, new.artist, new.type, new.file_url, new.duration, new.sha256, new.size_bytes, new.loudness_lufs, new.peak_dbfs, new.archived_at))
execute function roomtone.notify_players_of_song();
create trigger record_archived_song after update on public.songs
for each row when (old.archived_at is null and new.archived_at is not null)
execute function roomtone.record_archived_song();
create trigger count_new_songs after insert on public.songs referencing new table as new_rows
for each statement execute function roomtone.count_songs();
create trigger count_changed_songs after update on public.songs referencing old table as old_rows new table as new_rows
for each statement execute function roomtone.count_songs();
create trigger count_lost_songs after delete on public.songs referencing old table as old_rows
for each statement execute function roomtone.count_songs();
create trigger set_search_text before insert or update of title, artist, search_text on public.songs for each row execute function roomtone.set_search_text();

alter table public.songs enable row level security;
grant select (id, title, artist, type, duration, bpm, created_at) on public.songs to anon, authenticated;
grant select (id, title, artist, type, duration, bpm, embedding, created_at, archived_at) on public.songs to brain_service;
grant select,
  insert (id, title, artist, file_url, type, embedding, duration, bpm, content_type, size_bytes, sha256, loudness_lufs, peak_dbfs, embedding_source,
    embedding_confidence, suggested_embedding, archived_at, analysis, file_removed_at),
  update (title, artist, file_url, type, embedding, duration, bpm, content_type, size_bytes, sha256, loudness_lufs, peak_dbfs, embedding_source,
    embedding_confidence, suggested_embedding, archived_at, analysis, file_removed_at)
on public.songs to manager_service;
create policy "Songs in use are public" on public.songs for select to anon, authenticated using (archived_at is null);
create policy "Brain reads songs" on public.songs for select to brain_service using (true);
create policy "Manager keeps songs" on public.songs for all to manager_service using (true) with check (true);
