create function roomtone.playable_songs(p_player_id uuid, p_search text, p_limit int, p_offset int)
returns table (song_id uuid, title text, artist text, total bigint)
language plpgsql stable security definer
-- Planned for its values: a trigram index serves some words and not others, and a library has ten songs or all.
set search_path = '' set jit = off set max_parallel_workers_per_gather = 0 set plan_cache_mode = force_custom_plan
as $$
declare
  -- Folded before it is escaped: folding makes % of a full-width percent sign.
  v_patterns text[] := array(
    select '%' || regexp_replace(words.word, '([\\%_])', '\\\1', 'g') || '%'
    from regexp_split_to_table(roomtone.folded(p_search), '\s+') as words (word)
    where words.word <> '' order by length(words.word) desc);
  -- An index serves one pattern: the longest, which most songs fail.
  v_longest text := coalesce(v_patterns[1], '%');
  v_suspended uuid[] := array(select f.song_id from roomtone.suspended_songs(array[p_player_id], roomtone.now()) f);
  v_in_use bigint;
  v_has_library boolean;
  v_total bigint;
begin
  select coalesce(l.songs, c.songs), l.player_id is not null into v_in_use, v_has_library
  from roomtone.playable_sums c left join roomtone.playable_sums l on l.player_id = p_player_id
  where c.player_id = roomtone.catalogue();
  if cardinality(v_patterns) = 0 then
    v_total := v_in_use - cardinality(v_suspended);
  elsif v_has_library then
    select count(*) into v_total
    from public.player_library l join public.songs s on s.id = l.song_id
    where l.player_id = p_player_id and s.archived_at is null and s.id <> all (v_suspended)
      and s.search_text like v_longest and s.search_text like all (v_patterns);
  else
    select count(*) into v_total from public.songs s
    where s.archived_at is null and s.id <> all (v_suspended)
      and s.search_text like v_longest and s.search_text like all (v_patterns);
  end if;
  if v_has_library then
    return query
      select part.id, part.title, part.artist, v_total
      from (values (true)) one left join (
        select s.id, s.title, s.artist, s.search_text
        from public.player_library l join public.songs s on s.id = l.song_id
        where l.player_id = p_player_id and s.archived_at is null and s.id <> all (v_suspended)
          and s.search_text like v_longest and s.search_text like all (v_patterns)
        order by "left"(s.search_text, 100), s.id limit p_limit offset p_offset
      ) part on true
      order by "left"(part.search_text, 100), part.id;
  else
    return query
      select part.id, part.title, part.artist, v_total
      from (values (true)) one left join (
        select s.id, s.title, s.artist, s.search_text from public.songs s
        where s.archived_at is null and s.id <> all (v_suspended)
          and s.search_text like v_longest and s.search_text like all (v_patterns)
        order by "left"(s.search_text, 100), s.id limit p_limit offset p_offset
      ) part on true
      order by "left"(part.search_text, 100), part.id;
  end if;
end
$$;
comment on function roomtone.playable_songs(uuid, text, int, int) is 'A page of the songs that a player may play now: its library, else the catalogue, without archived and suspended songs. A song is found when title and artist together contain each word of p_search, whatever the case and the accents; an empty search finds all. In the order of the titles, ties by artist, then id. total counts all that were found; a page without songs is one row without a song. It does not ask who calls: the brain checks that before.';
grant execute on function roomtone.playable_songs(uuid, text, int, int) to brain_service;
