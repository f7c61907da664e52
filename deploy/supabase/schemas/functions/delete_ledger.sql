create function roomtone.delete_ledger() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from roomtone.ledgers where session_id = new.id;
  return null;
end
$$;
comment on function roomtone.delete_ledger() is 'Trigger on sessions: deletes the ledger of a session that ends.';
