/**
 * The manager's only way to change a room's queue, the SQL function {@code roomtone.queue_advance}:
 * it records what was played, moves the queue on, and tops it up so that no room falls silent.
 */
package roomtone.manager.queue;
