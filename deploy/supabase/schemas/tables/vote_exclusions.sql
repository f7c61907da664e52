create table roomtone.vote_exclusions (
  id uuid default gen_random_uuid() primary key,
  player_id uuid not null references public.players (id) on delete cascade,
  cast_from timestamptz not null,
  cast_to timestamptz not null,
  votes int not null,
  created_at timestamptz not null default roomtone.now(),
  created_by uuid not null,
  constraint vote_exclusions_span check (cast_from < cast_to)
);
comment on table roomtone.vote_exclusions is 'Spans of time whose votes staff have taken out of the reputations and the house voice of a room. A vote is out while any of them covers it. Written by roomtone.exclude_votes() and roomtone.readmit_votes() alone.';
comment on column roomtone.vote_exclusions.id is 'Names the exclusion.';
comment on column roomtone.vote_exclusions.player_id is 'The room.';
comment on column roomtone.vote_exclusions.cast_from is 'Start of the span: votes cast at this time or later are covered.';
comment on column roomtone.vote_exclusions.cast_to is 'End of the span: votes cast before this time are covered.';
comment on column roomtone.vote_exclusions.votes is 'How many votes it took out when it was made: those of the span that no other exclusion covered.';
comment on column roomtone.vote_exclusions.created_at is 'When it was made.';
comment on column roomtone.vote_exclusions.created_by is 'Who made it: the user''s id in Supabase Auth. No reference: the exclusion outlives the account.';

create index vote_exclusions_player_id_idx on roomtone.vote_exclusions (player_id, created_at desc);

alter table roomtone.vote_exclusions enable row level security;
grant select on roomtone.vote_exclusions to brain_service;
create policy "Brain reads vote exclusions" on roomtone.vote_exclusions for select to brain_service using (true);
