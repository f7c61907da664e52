/**
 * Recommendations for staff: the songs that would be picked for a room now, with their distances.
 * They follow from tastes, so that staff too get none of a room with too few listeners.
 */
package roomtone.brain.recommendation;
