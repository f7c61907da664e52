/**
 * Votes: one use case, one transaction, under the listener's lock. A vote is kept, moves its
 * listener's taste, and counts for the room that they are in, however it came.
 */
package roomtone.brain.vote;
