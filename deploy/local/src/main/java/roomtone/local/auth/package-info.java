/**
 * An emulation of Supabase Auth, as far as an unmodified {@code @supabase/supabase-js} uses it with
 * e-mail addresses, passwords and anonymous users. Users and sessions live in schema auth. What is
 * not emulated: other providers, phone numbers, PKCE, multi-factor authentication, administration.
 * What each call answers was read in the source of Supabase Auth and was never compared with a
 * running one; where it is known to differ, its documentation says so.
 */
package roomtone.local.auth;
