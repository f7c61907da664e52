/**
 * Sign-in as Supabase Auth offers it, as far as an unmodified {@code @supabase/supabase-js} uses
 * it: anonymous and password sign-up, refresh, the user, the key set and sign-out. Users and
 * sessions live in schema auth.
 */
package roomtone.local.auth;
