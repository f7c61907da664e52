/**
 * What happens every second: votes are applied, sessions expire, queues follow. Nothing is decided
 * here, and any number of replicas may tick.
 */
package roomtone.brain.tick;
