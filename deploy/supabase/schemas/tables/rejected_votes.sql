create table roomtone.rejected_votes (
  id uuid primary key,
  user_id uuid references public.profiles (id) on delete cascade,
  song_id uuid references public.songs (id) on delete cascade,
  vote_value int not null,
  vote_time timestamptz,
  reason text not null
);
comment on table roomtone.rejected_votes is 'Votes found when the original schema was taken over that are outside 1..5 or lack a listener or a song; kept as they were.';
comment on column roomtone.rejected_votes.id is 'As in votes.';
comment on column roomtone.rejected_votes.user_id is 'As in votes; null: nobody.';
comment on column roomtone.rejected_votes.song_id is 'As in votes; null: no song.';
comment on column roomtone.rejected_votes.vote_value is 'As in votes, any number.';
comment on column roomtone.rejected_votes.vote_time is 'As in votes; null: unknown.';
comment on column roomtone.rejected_votes.reason is 'Why it could not stay in votes.';

create index rejected_votes_user_id_idx on roomtone.rejected_votes (user_id);
create index rejected_votes_song_id_idx on roomtone.rejected_votes (song_id);

alter table roomtone.rejected_votes enable row level security;
grant select, delete on roomtone.rejected_votes to brain_service;
create policy "Brain erases rejected votes" on roomtone.rejected_votes for all to brain_service using (true) with check (true);
