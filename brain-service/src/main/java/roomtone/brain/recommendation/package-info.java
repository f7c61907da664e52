/**
 * For staff: what the database would pick for a room now, and how near it is. Not even staff see a
 * room of fewer than three from the inside.
 */
package roomtone.brain.recommendation;
