create table roomtone.installation (
  singleton boolean primary key default true check (singleton),
  demo boolean not null default false,
  votes_per_hour int not null default 300 check (votes_per_hour > 0),
  house_votes int not null default 1 check (house_votes in (0, 1)),
  catch_up double precision not null default 4 check (catch_up >= 0),
  room_votes_per_hour int not null default 200 check (room_votes_per_hour > 0),
  vote_changes_per_10_minutes int not null default 300 check (vote_changes_per_10_minutes > 0),
  sessions_per_hour int not null default 60 check (sessions_per_hour > 0),
  room_listeners_per_10_minutes int not null default 60 check (room_listeners_per_10_minutes > 0),
  disclosure_minimum int not null default 5 check (disclosure_minimum between 3 and 20),
  dwell_seconds int not null default 300 check (dwell_seconds between 0 and 3600)
);
comment on table roomtone.installation is 'One row: settings that both services and the database must agree on.';
comment on column roomtone.installation.singleton is 'Always true: there is one row.';
comment on column roomtone.installation.demo is 'True where demo accounts with known passwords exist: services in production refuse to start.';
comment on column roomtone.installation.votes_per_hour is 'How many votes one listener may cast in any 60 minutes, through the API or directly.';
comment on column roomtone.installation.house_votes is 'Weight of the house voice in a collective: 1, or 0 for listeners alone.';
comment on column roomtone.installation.catch_up is 'Factor c in the weight e^(-c*d) of a listener with ledger d: how strongly those count more who were served worse lately; 0: all count alike.';
comment on column roomtone.installation.room_votes_per_hour is 'How many votes one listener may cast in one room in any 60 minutes, through the API or directly. Whoever votes on each song of 180 s and on the five after it comes to 126.';
comment on column roomtone.installation.vote_changes_per_10_minutes is 'How often one listener may change votes or take them back in any 10 minutes.';
comment on column roomtone.installation.sessions_per_hour is 'How many sessions one listener may begin in any 60 minutes, through the API or directly.';
comment on column roomtone.installation.room_listeners_per_10_minutes is 'How many different listeners may check in to one room in any 10 minutes, through the API or directly.';
comment on column roomtone.installation.disclosure_minimum is 'How many people a statement must be about before it leaves the brain: listeners of known taste who are in the room, and those who gave a reason, such as a like. 3 to 20.';
comment on column roomtone.installation.dwell_seconds is 'The dwell: how long after the start of a stay a vote or a renewal shows that its listener is still there. Until then the votes of the stay count in no house voice and no reputation. 0 turns it off: the first vote shows it. Votes that are held back when this changes wait for the next vote or renewal of their stay.';

alter table roomtone.installation enable row level security;
grant select on roomtone.installation to brain_service, manager_service;
create policy "Services read settings" on roomtone.installation for select to brain_service, manager_service using (true);

insert into roomtone.installation default values;
