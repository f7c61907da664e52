/**
 * The manager's only pen in a room's queue, the function {@code roomtone.queue_advance}: it writes
 * down what was played, moves the queue on, and tops it up so that no room falls silent.
 */
package roomtone.manager.queue;
