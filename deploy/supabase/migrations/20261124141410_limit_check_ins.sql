-- A venue's Wi-Fi is one address: how many may check in from one is the room's own business.

alter table public.players
  add column checkins_per_hour int not null default 300,
  add constraint players_checkins_range check (checkins_per_hour between 1 and 100000);
comment on column public.players.checkins_per_hour is 'How many sessions may begin here from one address in an hour, 1..100000; each replica of the brain counts for itself.';
grant select (checkins_per_hour) on public.players to brain_service;

update roomtone.schema_version set version = 20261124141410;
