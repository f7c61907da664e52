-- How many songs a room without a library may choose from, and what they sound like on average: counted once, not at every fill.

create table roomtone.catalogue (
  singleton boolean primary key default true check (singleton),
  songs bigint not null,
  embedded bigint not null,
  direction double precision[] not null check (cardinality(direction) = 5)
);
comment on table roomtone.catalogue is $$One row of running sums over the songs in use, kept by triggers on songs: a fill must not count 50,000 songs. They follow from the songs:
update roomtone.catalogue set (songs, embedded, direction) = (select r.songs, r.embedded, r.direction from roomtone.sum_songs(array(select id from public.songs where archived_at is null)) r)$$;
comment on column roomtone.catalogue.songs is 'How many songs are in use.';
comment on column roomtone.catalogue.embedded is 'How many of them have an embedding.';
comment on column roomtone.catalogue.direction is 'Sum of their embeddings at unit length, five numbers.';
alter table roomtone.catalogue enable row level security;

create function roomtone.sum_songs(p_songs uuid[])
returns table (songs bigint, embedded bigint, direction double precision[])
language sql stable
set search_path = ''
as $$
  select count(*), count(d.u),
    array[coalesce(sum(d.u[1]), 0), coalesce(sum(d.u[2]), 0), coalesce(sum(d.u[3]), 0), coalesce(sum(d.u[4]), 0), coalesce(sum(d.u[5]), 0)]::double precision[]
  from (select extensions.l2_normalize(s.embedding)::real[] as u from public.songs s where s.id = any (p_songs) and s.archived_at is null) d
$$;
comment on function roomtone.sum_songs(uuid[]) is 'How many of the songs are in use, how many of those have an embedding, and the sum of their directions.';

insert into roomtone.catalogue (songs, embedded, direction)
select r.songs, r.embedded, r.direction from roomtone.sum_songs(array(select id from public.songs)) r;

create function roomtone.sum_catalogue() returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_sum record;
begin
  if tg_op = 'INSERT' then
    select count(*) as songs, count(d.u) as embedded, sum(d.u[1]) as d1, sum(d.u[2]) as d2, sum(d.u[3]) as d3, sum(d.u[4]) as d4, sum(d.u[5]) as d5 into v_sum
    from (select extensions.l2_normalize(s.embedding)::real[] as u from new_songs s where s.archived_at is null) d;
  elsif tg_op = 'DELETE' then
    select -count(*) as songs, -count(d.u) as embedded, -sum(d.u[1]) as d1, -sum(d.u[2]) as d2, -sum(d.u[3]) as d3, -sum(d.u[4]) as d4, -sum(d.u[5]) as d5 into v_sum
    from (select extensions.l2_normalize(s.embedding)::real[] as u from old_songs s where s.archived_at is null) d;
  else
    select sum(d.n) as songs, sum(d.n) filter (where d.u is not null) as embedded,
      sum(d.n * d.u[1]) as d1, sum(d.n * d.u[2]) as d2, sum(d.n * d.u[3]) as d3, sum(d.n * d.u[4]) as d4, sum(d.n * d.u[5]) as d5 into v_sum
    from (
      select 1 as n, extensions.l2_normalize(s.embedding)::real[] as u from new_songs s where s.archived_at is null
      union all
      select -1, extensions.l2_normalize(s.embedding)::real[] from old_songs s where s.archived_at is null
    ) d;
  end if;
  if (coalesce(v_sum.songs, 0), coalesce(v_sum.embedded, 0), coalesce(v_sum.d1, 0), coalesce(v_sum.d2, 0), coalesce(v_sum.d3, 0), coalesce(v_sum.d4, 0), coalesce(v_sum.d5, 0))
    <> (0, 0, 0, 0, 0, 0, 0)
  then
    update roomtone.catalogue c
    set songs = c.songs + coalesce(v_sum.songs, 0),
        embedded = c.embedded + coalesce(v_sum.embedded, 0),
        direction = array[
          c.direction[1] + coalesce(v_sum.d1, 0), c.direction[2] + coalesce(v_sum.d2, 0), c.direction[3] + coalesce(v_sum.d3, 0),
          c.direction[4] + coalesce(v_sum.d4, 0), c.direction[5] + coalesce(v_sum.d5, 0)];
  end if;
  return null;
end
$$;
comment on function roomtone.sum_catalogue() is 'Trigger on songs: keeps roomtone.catalogue.';
revoke execute on function roomtone.sum_catalogue() from public;
create trigger sum_new_songs after insert on public.songs referencing new table as new_songs for each statement execute function roomtone.sum_catalogue();
create trigger sum_changed_songs after update on public.songs referencing old table as old_songs new table as new_songs for each statement execute function roomtone.sum_catalogue();
create trigger sum_deleted_songs after delete on public.songs referencing old table as old_songs for each statement execute function roomtone.sum_catalogue();

update roomtone.schema_version set version = 20261122091150;
