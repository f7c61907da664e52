/**
 * The queues of rooms: the brain finds the rooms that need a fill, and SQL functions fill them.
 * Changed rooms come first, then those whose last fill is the oldest.
 */
package roomtone.brain.queue;
