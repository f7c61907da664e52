/**
 * What plays in a room, what is next, and why: as one answer and as a stream of events. Reasons
 * that speak of people are disclosed only from {@link
 * roomtone.brain.collective.DisclosureMinimum#LISTENERS} listeners on.
 */
package roomtone.brain.nowplaying;
