create function roomtone.forget_ledger() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from roomtone.ledgers where session_id = new.id;
  return null;
end
$$;
comment on function roomtone.forget_ledger() is 'Trigger on sessions: one that is over has no ledger any more.';
