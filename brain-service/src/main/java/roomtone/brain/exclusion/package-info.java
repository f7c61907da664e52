/**
 * Vote exclusions: staff take the votes of a span of time out of a room's reputations and house
 * voice, and let them count again.
 */
package roomtone.brain.exclusion;
