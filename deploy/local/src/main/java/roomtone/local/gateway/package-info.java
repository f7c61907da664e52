/**
 * The HTTP server at the address that services and browsers know as SUPABASE_URL, and what the
 * emulated parts of Supabase behind it share.
 */
package roomtone.local.gateway;
