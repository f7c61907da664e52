-- The body is parsed when the function is made, so that no search path counts when it runs, and statements inline it: a call of a function
-- with settings of its own costs several microseconds.
create function roomtone.now() returns timestamptz
language sql volatile parallel safe
return clock_timestamp();
comment on function roomtone.now() is 'The only clock of Roomtone in SQL. Tests replace it in their throw-away databases.';
-- Defaults of columns call the clock in the name of whoever inserts.
grant execute on function roomtone.now() to public;
