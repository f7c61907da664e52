/**
 * A private PostgreSQL cluster owned by this process: found, initialised, started, watched and
 * stopped here. It listens on loopback only, never runs as root, and never outlives the process
 * that started it.
 */
package roomtone.local.postgres;
