/**
 * Whose token is accepted: access tokens of Supabase Auth, by its published keys or by the legacy
 * shared secret; and how the keys are fetched and trusted while Auth is away.
 */
package roomtone.auth;
