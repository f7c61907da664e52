/**
 * Who is admin or manager, and who makes them so. Roles are read from the table {@code roles} with
 * every call, never from the token, and one admin always remains.
 */
package roomtone.manager.role;
