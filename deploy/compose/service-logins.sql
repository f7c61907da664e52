-- Runs after the migrations at every start, so that a changed password counts from then on.
\getenv brain_password BRAIN_PASSWORD
\getenv manager_password MANAGER_PASSWORD
alter role brain_service password :'brain_password';
alter role manager_service password :'manager_password';
