/**
 * What plays in a room, what is next, and why: as one answer and as a stream of events. Reasons
 * that speak of people are disclosed only from as many listeners on as the setting
 * disclosure_minimum says.
 */
package roomtone.brain.nowplaying;
