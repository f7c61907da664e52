-- A pod that is cut off within a transaction keeps its locks until PostgreSQL gives it up, which by itself takes hours, and those who want them
-- keep others waiting with the locks that they have. Both logins wait for a lock no longer than a caller would, less than for a connection of
-- their pool (5 s), and a transaction in which nothing happens is ended. These are settings of the roles, so they hold
-- through every pooler and for all that logs in as a service.

alter role brain_service set lock_timeout = '4s';
alter role brain_service set idle_in_transaction_session_timeout = '10s';
alter role manager_service set lock_timeout = '4s';
alter role manager_service set idle_in_transaction_session_timeout = '10s';

update roomtone.schema_version set version = 20261129204000;
