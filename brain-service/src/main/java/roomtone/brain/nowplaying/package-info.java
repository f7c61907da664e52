/**
 * What a room hears now and next, and why, for everybody. About fewer than three listeners it says
 * nothing.
 */
package roomtone.brain.nowplaying;
