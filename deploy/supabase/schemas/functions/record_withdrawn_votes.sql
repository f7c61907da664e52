create function roomtone.record_withdrawn_votes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.withdrawn_votes (id, user_id, vote_time, player_id)
  select gone.id, gone.user_id, gone.vote_time, gone.player_id from gone
  join public.profiles p on p.id = gone.user_id -- a listener who is deleted leaves no record
  where gone.vote_time > roomtone.now() - (roomtone.rules()).rate_window
  on conflict do nothing;
  return null;
end
$$;
comment on function roomtone.record_withdrawn_votes() is 'Trigger on votes: records deleted votes of the last hour, which still count for the limits.';
