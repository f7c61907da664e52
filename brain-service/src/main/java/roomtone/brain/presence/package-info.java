/**
 * Presence codes: who checks in to a room that asks for codes proves by one that they can see its
 * screen. The database compares codes; this package limits how often somebody may guess.
 */
package roomtone.brain.presence;
