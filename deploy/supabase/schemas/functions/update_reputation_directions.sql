-- A reputation that is created while an embedding changes must not keep the old direction. Whoever counts a vote takes the lock of its song
-- shared; whoever changes the embedding takes it exclusively until commit. Songs share 64 advisory locks (5, 0..63), so that a whole
-- catalogue can change at once; rows of songs are not locked, because queues refer to them. A statement takes these locks in one order,
-- and the catalogue's row of roomtone.playable_sums before them, also where a song that is deleted takes its votes along: two statements
-- never deadlock. Transactions that count votes or change embeddings in several statements may deadlock and have to be retried (40P01).
create function roomtone.update_reputation_directions(p_songs uuid[]) returns void
language plpgsql security definer
set search_path = '' set enable_seqscan = off
as $$
begin
  perform pg_advisory_xact_lock(5, l.lock)
  from (select distinct uuid_hash(m.id) & 63 as lock from unnest(p_songs) as m (id) order by lock) l;
  update roomtone.song_reputations r set direction = extensions.l2_normalize(s.embedding)
  from public.songs s where s.id = any (p_songs) and r.song_id = s.id;
end
$$;
comment on function roomtone.update_reputation_directions(uuid[]) is 'Copies changed embeddings of songs into roomtone.song_reputations.direction. The caller has locked the catalogue''s row of roomtone.playable_sums.';
