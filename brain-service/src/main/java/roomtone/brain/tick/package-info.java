/**
 * The schedule of the brain: votes are applied, sessions expire, queues are filled and expired rows
 * are deleted. Any number of replicas may run it.
 */
package roomtone.brain.tick;
