-- How many songs a room may play and what they sound like on the whole is asked with every fill: it is kept, not counted. The
-- directions of a library's songs lie together, so that the nearest of them are found without reading the catalogue.

create table roomtone.library_directions (
  player_id uuid not null,
  song_id uuid not null,
  direction extensions.vector(5),
  primary key (player_id, song_id)
);
comment on table roomtone.library_directions is 'The songs in use of each library, kept by triggers on player_library and songs; see roomtone.playable_sums.';
comment on column roomtone.library_directions.player_id is 'Whose library.';
comment on column roomtone.library_directions.song_id is 'A song in use.';
comment on column roomtone.library_directions.direction is 'Its embedding at unit length; null: unknown.';
alter table roomtone.library_directions enable row level security;

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
comment on table roomtone.playable_sums is $$Running sums over the songs in use: a row for each player with a library, and one for the whole catalogue, whose player_id is all zeros. Whole numbers, so that adding and taking away leave no dust. Who changes songs holds the catalogue's row, who changes a library shares it: neither overlooks the other. They follow, with roomtone.library_directions, from songs and player_library:
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
insert into roomtone.playable_sums (player_id) values ('00000000-0000-0000-0000-000000000000');

create function roomtone.take_from_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with gone as (
    delete from roomtone.library_directions d using unnest(p_players, p_songs) as pair (player_id, song_id)
    where d.player_id = pair.player_id and d.song_id = pair.song_id
    returning d.player_id, d.direction::real[]::double precision[] as u
  ),
  change as (
    select g.player_id, count(*) as songs, count(g.u) as measured, coalesce(sum(round(1e9 * g.u[1])::bigint), 0) as s1,
      coalesce(sum(round(1e9 * g.u[2])::bigint), 0) as s2, coalesce(sum(round(1e9 * g.u[3])::bigint), 0) as s3,
      coalesce(sum(round(1e9 * g.u[4])::bigint), 0) as s4, coalesce(sum(round(1e9 * g.u[5])::bigint), 0) as s5
    from gone g group by g.player_id
  )
  update roomtone.playable_sums s
  set songs = s.songs - c.songs, measured = s.measured - c.measured, sum_1 = s.sum_1 - c.s1, sum_2 = s.sum_2 - c.s2,
    sum_3 = s.sum_3 - c.s3, sum_4 = s.sum_4 - c.s4, sum_5 = s.sum_5 - c.s5
  from change c where s.player_id = c.player_id;
end
$$;
comment on function roomtone.take_from_libraries(uuid[], uuid[]) is 'Songs leave libraries, or use: pairs of player and song, arrays of one length. Those that are not there are passed over.';
revoke execute on function roomtone.take_from_libraries(uuid[], uuid[]) from public;

create function roomtone.add_to_libraries(p_players uuid[], p_songs uuid[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform from roomtone.playable_sums s where s.player_id = any (p_players) order by s.player_id for update;
  with came as (
    insert into roomtone.library_directions (player_id, song_id, direction)
    select pair.player_id, pair.song_id, extensions.l2_normalize(s.embedding)
    from unnest(p_players, p_songs) as pair (player_id, song_id) join public.songs s on s.id = pair.song_id
    where s.archived_at is null
    returning player_id, direction::real[]::double precision[] as u
  ),
  change as (
    select c.player_id, count(*) as songs, count(c.u) as measured, coalesce(sum(round(1e9 * c.u[1])::bigint), 0) as s1,
      coalesce(sum(round(1e9 * c.u[2])::bigint), 0) as s2, coalesce(sum(round(1e9 * c.u[3])::bigint), 0) as s3,
      coalesce(sum(round(1e9 * c.u[4])::bigint), 0) as s4, coalesce(sum(round(1e9 * c.u[5])::bigint), 0) as s5
    from came c group by c.player_id
  )
  update roomtone.playable_sums s
  set songs = s.songs + c.songs, measured = s.measured + c.measured, sum_1 = s.sum_1 + c.s1, sum_2 = s.sum_2 + c.s2,
    sum_3 = s.sum_3 + c.s3, sum_4 = s.sum_4 + c.s4, sum_5 = s.sum_5 + c.s5
  from change c where s.player_id = c.player_id;
end
$$;
comment on function roomtone.add_to_libraries(uuid[], uuid[]) is 'Songs come into libraries, or back into use: pairs of player and song, arrays of one length. Those out of use are passed over.';
revoke execute on function roomtone.add_to_libraries(uuid[], uuid[]) from public;

create function roomtone.count_library() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_old_players uuid[] := '{}';
  v_old_songs uuid[] := '{}';
  v_new_players uuid[] := '{}';
  v_new_songs uuid[] := '{}';
begin
  if tg_op <> 'INSERT' then
    select coalesce(array_agg(o.player_id), '{}'), coalesce(array_agg(o.song_id), '{}') into v_old_players, v_old_songs from old_rows o;
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(n.player_id), '{}'), coalesce(array_agg(n.song_id), '{}') into v_new_players, v_new_songs from new_rows n;
  end if;
  if cardinality(v_old_players) + cardinality(v_new_players) = 0 then
    return null;
  end if;
  perform from roomtone.playable_sums where player_id = '00000000-0000-0000-0000-000000000000' for share;
  insert into roomtone.playable_sums as known (player_id, listed)
  select change.player_id, sum(change.listed)
  from (
    select unnest(v_old_players) as player_id, -1 as listed
    union all
    select unnest(v_new_players), 1
  ) change
  group by change.player_id order by change.player_id
  on conflict (player_id) do update set listed = known.listed + excluded.listed;
  perform roomtone.take_from_libraries(v_old_players, v_old_songs);
  perform roomtone.add_to_libraries(v_new_players, v_new_songs);
  delete from roomtone.playable_sums s
  where s.player_id = any (v_old_players) and s.listed <= 0 and s.player_id <> '00000000-0000-0000-0000-000000000000';
  return null;
end
$$;
comment on function roomtone.count_library() is 'Trigger on player_library: keeps roomtone.library_directions and roomtone.playable_sums.';
revoke execute on function roomtone.count_library() from public;

create trigger count_new_songs after insert on public.player_library referencing new table as new_rows
for each statement execute function roomtone.count_library();
create trigger count_changed_songs after update on public.player_library referencing old table as old_rows new table as new_rows
for each statement execute function roomtone.count_library();
create trigger count_lost_songs after delete on public.player_library referencing old table as old_rows
for each statement execute function roomtone.count_library();

create function roomtone.count_songs() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_catalogue constant uuid := '00000000-0000-0000-0000-000000000000';
  v_changed uuid[];
  v_players uuid[];
  v_songs uuid[];
begin
  if tg_op = 'UPDATE' then
    select array_agg(n.id) into v_changed
    from new_rows n join old_rows o on o.id = n.id
    where (n.archived_at is null) <> (o.archived_at is null) or n.embedding::text is distinct from o.embedding::text;
    if v_changed is null then
      return null;
    end if;
  end if;
  perform from roomtone.playable_sums s where s.player_id = v_catalogue for update;
  if tg_op <> 'INSERT' then
    update roomtone.playable_sums s
    set songs = s.songs - c.songs, measured = s.measured - c.measured, sum_1 = s.sum_1 - c.s1, sum_2 = s.sum_2 - c.s2,
      sum_3 = s.sum_3 - c.s3, sum_4 = s.sum_4 - c.s4, sum_5 = s.sum_5 - c.s5
    from (
      select count(*) as songs, count(g.u) as measured, coalesce(sum(round(1e9 * g.u[1])::bigint), 0) as s1,
        coalesce(sum(round(1e9 * g.u[2])::bigint), 0) as s2, coalesce(sum(round(1e9 * g.u[3])::bigint), 0) as s3,
        coalesce(sum(round(1e9 * g.u[4])::bigint), 0) as s4, coalesce(sum(round(1e9 * g.u[5])::bigint), 0) as s5
      from (
        select extensions.l2_normalize(o.embedding)::real[]::double precision[] as u from old_rows o
        where o.archived_at is null and (v_changed is null or o.id = any (v_changed))
      ) g
    ) c
    where s.player_id = v_catalogue;
  end if;
  if tg_op <> 'DELETE' then
    update roomtone.playable_sums s
    set songs = s.songs + c.songs, measured = s.measured + c.measured, sum_1 = s.sum_1 + c.s1, sum_2 = s.sum_2 + c.s2,
      sum_3 = s.sum_3 + c.s3, sum_4 = s.sum_4 + c.s4, sum_5 = s.sum_5 + c.s5
    from (
      select count(*) as songs, count(g.u) as measured, coalesce(sum(round(1e9 * g.u[1])::bigint), 0) as s1,
        coalesce(sum(round(1e9 * g.u[2])::bigint), 0) as s2, coalesce(sum(round(1e9 * g.u[3])::bigint), 0) as s3,
        coalesce(sum(round(1e9 * g.u[4])::bigint), 0) as s4, coalesce(sum(round(1e9 * g.u[5])::bigint), 0) as s5
      from (
        select extensions.l2_normalize(n.embedding)::real[]::double precision[] as u from new_rows n
        where n.archived_at is null and (v_changed is null or n.id = any (v_changed))
      ) g
    ) c
    where s.player_id = v_catalogue;
  end if;
  if tg_op = 'UPDATE' then
    select array_agg(l.player_id), array_agg(l.song_id) into v_players, v_songs
    from public.player_library l where l.song_id = any (v_changed);
    if v_players is not null then
      perform roomtone.take_from_libraries(v_players, v_songs);
      perform roomtone.add_to_libraries(v_players, v_songs);
    end if;
  end if;
  return null;
end
$$;
comment on function roomtone.count_songs() is 'Trigger on songs: keeps the catalogue''s row of roomtone.playable_sums, and what libraries know of songs that come into use, go out of it or sound different now. A song that is deleted leaves libraries by its own rows there.';
revoke execute on function roomtone.count_songs() from public;
create trigger count_new_songs after insert on public.songs referencing new table as new_rows
for each statement execute function roomtone.count_songs();
create trigger count_changed_songs after update on public.songs referencing old table as old_rows new table as new_rows
for each statement execute function roomtone.count_songs();
create trigger count_lost_songs after delete on public.songs referencing old table as old_rows
for each statement execute function roomtone.count_songs();

create function roomtone.rebuild_playable_sums() returns void
language plpgsql
set search_path = ''
as $$
begin
  lock table public.songs, public.player_library in share row exclusive mode;
  delete from roomtone.library_directions;
  delete from roomtone.playable_sums;
  insert into roomtone.library_directions (player_id, song_id, direction)
  select l.player_id, l.song_id, extensions.l2_normalize(s.embedding)
  from public.player_library l join public.songs s on s.id = l.song_id where s.archived_at is null
  order by l.player_id, l.song_id;
  insert into roomtone.playable_sums (player_id, listed, songs, measured, sum_1, sum_2, sum_3, sum_4, sum_5)
  select counted.player_id, sum(counted.listed), sum(counted.song), count(counted.u), coalesce(sum(round(1e9 * counted.u[1])::bigint), 0),
    coalesce(sum(round(1e9 * counted.u[2])::bigint), 0), coalesce(sum(round(1e9 * counted.u[3])::bigint), 0),
    coalesce(sum(round(1e9 * counted.u[4])::bigint), 0), coalesce(sum(round(1e9 * counted.u[5])::bigint), 0)
  from (
    select '00000000-0000-0000-0000-000000000000'::uuid as player_id, 0 as listed, 0 as song, null::double precision[] as u
    union all
    select '00000000-0000-0000-0000-000000000000', 0, 1, extensions.l2_normalize(s.embedding)::real[]::double precision[]
    from public.songs s where s.archived_at is null
    union all
    select l.player_id, 1, 0, null from public.player_library l
    union all
    select d.player_id, 0, 1, d.direction::real[]::double precision[] from roomtone.library_directions d
  ) counted
  group by counted.player_id;
end
$$;
comment on function roomtone.rebuild_playable_sums() is 'Counts roomtone.library_directions and roomtone.playable_sums anew from songs and player_library; whoever writes these waits meanwhile.';
revoke execute on function roomtone.rebuild_playable_sums() from public;
select roomtone.rebuild_playable_sums();

update roomtone.schema_version set version = 20261124101000;
