/**
 * What plays next: the brain says which rooms to look at, the database fills their queues. Rooms
 * that have changed come first, all others in turn.
 */
package roomtone.brain.queue;
