create table roomtone.schema_version (
  singleton boolean primary key default true check (singleton),
  version bigint not null
);
comment on table roomtone.schema_version is 'One row: the time stamp of the newest migration. The services check it before they call themselves ready.';
comment on column roomtone.schema_version.singleton is 'Always true: there is one row.';
comment on column roomtone.schema_version.version is 'yyyymmddhhmmss of the newest migration.';

alter table roomtone.schema_version enable row level security;
grant select on roomtone.schema_version to brain_service, manager_service;
create policy "Services read the version" on roomtone.schema_version for select to brain_service, manager_service using (true);

insert into roomtone.schema_version (version) values (20261130091000);
