/**
 * An emulation of Supabase's Data API (PostgREST) at {@code /rest/v1}: it inserts and reads rows of
 * schema public as role anon or authenticated, so that grants and policies are those of a project.
 * What is not emulated: changing and deleting rows, calling functions, embedded resources, JSON
 * paths, other schemas and formats. What it answers follows the documentation of PostgREST 14 and
 * was never compared with a running one.
 */
package roomtone.local.dataapi;
