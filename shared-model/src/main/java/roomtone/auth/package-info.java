/**
 * Whose token is accepted: access tokens of Supabase Auth, by its published keys or by the legacy
 * shared secret.
 */
package roomtone.auth;
