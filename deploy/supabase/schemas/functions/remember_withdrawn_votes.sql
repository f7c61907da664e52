create function roomtone.remember_withdrawn_votes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into roomtone.withdrawn_votes (id, user_id, vote_time, player_id)
  select gone.id, gone.user_id, gone.vote_time, gone.player_id from gone
  join public.profiles p on p.id = gone.user_id -- who leaves altogether takes it along
  where gone.vote_time > roomtone.now() - interval '60 minutes'
  on conflict do nothing;
  return null;
end
$$;
comment on function roomtone.remember_withdrawn_votes() is 'Trigger on votes: those of the last hour that are deleted go on counting for the limits.';
