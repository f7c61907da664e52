create function roomtone.nearest_songs(p_vec extensions.vector, p_limit bigint)
returns table (song_id uuid, distance double precision)
language plpgsql stable
-- One plan for every limit; the index yields the songs in order, so that few cost little.
set search_path = '' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_sort = off
as $$
declare
  v_point constant extensions.cube := extensions.cube((extensions.l2_normalize(p_vec)::real[])::double precision[]);
begin
  return query
    select s.id, s.embedding operator(extensions.<=>) p_vec
    from public.songs s where s.archived_at is null and s.embedding is not null
    order by extensions.cube((extensions.l2_normalize(s.embedding)::real[])::double precision[]) operator(extensions.<->) v_point
    limit p_limit;
end
$$;
comment on function roomtone.nearest_songs(extensions.vector, bigint) is 'The songs in use nearest to a taste, from the GiST index on the points of the unit sphere: exact, as straight distance on the sphere orders as the angle does.';
