create function roomtone.now() returns timestamptz
language sql volatile parallel safe set search_path = ''
as $$ select clock_timestamp() $$;
comment on function roomtone.now() is 'The only clock of Roomtone in SQL. Tests replace it in their throw-away databases.';
-- Defaults of columns call the clock in the name of whoever inserts.
grant execute on function roomtone.now() to public;
