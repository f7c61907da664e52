create function roomtone.rebuild_song_reputations() returns void
language plpgsql set search_path = ''
as $$
begin
  lock table public.songs, public.votes in share row exclusive mode;
  delete from roomtone.song_reputations;
  insert into roomtone.song_reputations (player_id, song_id, votes, sum_k, sum_kw, direction)
  select v.player_id, v.song_id, v.votes, v.k, v.kw, extensions.l2_normalize(s.embedding)
  from (
    select player_id, song_id, count(*) as votes, sum(weight) as k, sum(weight * (vote_value - 3) / 2.0) as kw
    from public.votes where player_id is not null and weight is not null and not held and not excluded group by player_id, song_id
  ) v
  join public.songs s on s.id = v.song_id;
end
$$;
comment on function roomtone.rebuild_song_reputations() is 'Counts roomtone.song_reputations anew from votes and songs; whoever writes these waits meanwhile.';
