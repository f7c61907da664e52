-- Flyway puts the schema of its record first in the search path; migrations see the role's own instead, as with the Supabase CLI.
reset search_path;
