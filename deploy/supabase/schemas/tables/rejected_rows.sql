create table roomtone.rejected_rows (
  id bigint generated always as identity primary key,
  table_name text not null,
  content jsonb not null,
  reason text not null
);
comment on table roomtone.rejected_rows is 'Rows of an existing project that no constraint admits (no listener, no song, a queue entry twice), kept as they were at the take-over.';
comment on column roomtone.rejected_rows.id is 'Order of rejection.';
comment on column roomtone.rejected_rows.table_name is 'Where the row was.';
comment on column roomtone.rejected_rows.content is 'The row.';
comment on column roomtone.rejected_rows.reason is 'Why it could not stay.';

alter table roomtone.rejected_rows enable row level security;
