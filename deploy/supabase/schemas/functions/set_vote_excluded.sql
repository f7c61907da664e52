-- Whoever inserts a vote takes the lock of the room's votes (6, hash of the player) shared until commit, whoever changes exclusions takes
-- it exclusively: then either the vote sees the exclusion or the exclusion sees the vote.
create function roomtone.set_vote_excluded() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.excluded := false;
  if new.player_id is not null then
    -- An expression is evaluated without a query. The lock is nearly always free.
    if not pg_try_advisory_xact_lock_shared(6, uuid_hash(new.player_id)) then
      perform pg_advisory_xact_lock_shared(6, uuid_hash(new.player_id));
    end if;
    new.excluded := exists (
      select from roomtone.vote_exclusions e
      where e.player_id = new.player_id and e.cast_from <= new.vote_time and new.vote_time < e.cast_to);
  end if;
  return new;
end
$$;
comment on function roomtone.set_vote_excluded() is 'Trigger on votes: an exclusion of the room covers a vote that was cast in its span, whenever the vote is inserted.';
