-- The extensions that Roomtone needs, in the schema that Supabase has for them.
create schema if not exists extensions;
create extension if not exists vector with schema extensions;
create extension if not exists cube with schema extensions;
create extension if not exists pg_trgm with schema extensions;
