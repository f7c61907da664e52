/**
 * Roomtone on one machine: PostgreSQL, sign-in and object storage in one process, where {@code
 * supabase start} would otherwise answer. The tests of all modules stand on the same classes.
 */
package roomtone.local;
