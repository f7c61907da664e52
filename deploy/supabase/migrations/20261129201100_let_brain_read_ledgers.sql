-- Of those who had to wait the brain speaks when they are three or more: it has to see who waits.

create policy "Brain reads ledgers" on roomtone.ledgers for select to brain_service using (true);
grant select on roomtone.ledgers to brain_service;

update roomtone.schema_version set version = 20261129201100;
