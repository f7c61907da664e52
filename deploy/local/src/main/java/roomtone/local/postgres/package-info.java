/**
 * Finds an installation of PostgreSQL, and initialises, starts, watches and stops a cluster that
 * belongs to this process. It listens on loopback only, never runs as root, and never outlives the
 * process that started it.
 */
package roomtone.local.postgres;
