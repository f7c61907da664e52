/**
 * Votes: a vote is stored, moves its listener's taste, and counts for the room that they are in.
 * All of it happens in one transaction under the lock of the listener's row.
 */
package roomtone.brain.vote;
