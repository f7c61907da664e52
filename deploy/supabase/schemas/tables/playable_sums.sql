create table roomtone.playable_sums (
  player_id uuid primary key,
  listed bigint not null default 0,
  songs bigint not null default 0,
  measured bigint not null default 0,
  sum_1 bigint not null default 0,
  sum_2 bigint not null default 0,
  sum_3 bigint not null default 0,
  sum_4 bigint not null default 0,
  sum_5 bigint not null default 0
);
comment on table roomtone.playable_sums is $$Running sums over the songs in use: a row for each player with a library, and one for the whole catalogue, whose player_id is all zeros. Integers, so that additions and subtractions cancel out exactly. Whoever changes songs locks the catalogue's row, whoever changes a library locks it shared: neither misses the other's change. Together with roomtone.library_directions they can be computed from songs and player_library:
select roomtone.rebuild_playable_sums()$$;
comment on column roomtone.playable_sums.player_id is 'Whose library; all zeros: the catalogue.';
comment on column roomtone.playable_sums.listed is 'Rows of player_library; 0 for the catalogue.';
comment on column roomtone.playable_sums.songs is 'How many songs are in use.';
comment on column roomtone.playable_sums.measured is 'How many of these have an embedding.';
comment on column roomtone.playable_sums.sum_1 is 'Sum of the first components of their unit embeddings, in units of 1e-9, each rounded.';
comment on column roomtone.playable_sums.sum_2 is 'As sum_1, of the second.';
comment on column roomtone.playable_sums.sum_3 is 'As sum_1, of the third.';
comment on column roomtone.playable_sums.sum_4 is 'As sum_1, of the fourth.';
comment on column roomtone.playable_sums.sum_5 is 'As sum_1, of the fifth.';

alter table roomtone.playable_sums enable row level security;

insert into roomtone.playable_sums (player_id) values (roomtone.catalogue());
