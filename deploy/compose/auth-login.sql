-- Runs once, as superuser, when the database is made: the role that Supabase Auth signs in as gets its password.
\getenv password POSTGRES_PASSWORD
alter role supabase_auth_admin password :'password';
