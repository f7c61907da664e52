/**
 * What a database holds before the first listener comes: Supabase's roles and schemas, as far as
 * Roomtone relies on them, and Roomtone's own migrations, applied by the role that applies them on
 * Supabase.
 */
package roomtone.local.schema;
