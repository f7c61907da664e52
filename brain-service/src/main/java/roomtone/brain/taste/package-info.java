/**
 * What a listener likes: one direction in the space of the five dimensions, stated by a survey and
 * moved by votes. It can always be replayed from the rows that made it.
 */
package roomtone.brain.taste;
