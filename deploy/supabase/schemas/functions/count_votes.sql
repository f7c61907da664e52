create function roomtone.count_votes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(1), array_agg(weight), array_agg(weight * (vote_value - 3) / 2.0))
    from new_votes where player_id is not null and weight is not null and not held and not excluded having count(*) > 0;
  elsif tg_op = 'DELETE' then
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(-1), array_agg(-weight), array_agg(-weight * (vote_value - 3) / 2.0))
    from old_votes where player_id is not null and weight is not null and not held and not excluded having count(*) > 0;
  else
    perform roomtone.add_to_reputations(array_agg(player_id), array_agg(song_id), array_agg(votes), array_agg(k), array_agg(kw))
    from (
      select player_id, song_id, 1 as votes, weight as k, weight * (vote_value - 3) / 2.0 as kw
      from new_votes where player_id is not null and weight is not null and not held and not excluded
      union all
      select player_id, song_id, -1, -weight, -weight * (vote_value - 3) / 2.0
      from old_votes where player_id is not null and weight is not null and not held and not excluded
    ) changes having count(*) > 0;
  end if;
  return null;
end
$$;
comment on function roomtone.count_votes() is 'Trigger on votes: keeps roomtone.song_reputations, which count the votes that have a player and a weight and are neither held back nor excluded.';
