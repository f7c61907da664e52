/**
 * Prepares a database: creates the parts of a Supabase project that Roomtone uses, and applies
 * Roomtone's migrations with the role that applies them on Supabase.
 */
package roomtone.local.schema;
