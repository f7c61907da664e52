/**
 * Wishes: a listener who is in a room searches the songs that it may play. The wish itself is a
 * vote for a song that was found.
 */
package roomtone.brain.wish;
