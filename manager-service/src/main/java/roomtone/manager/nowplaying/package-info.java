/**
 * What plays in a room and its whole queue, for staff. Reasons that speak of people are told to
 * staff under the same conditions as to listeners.
 */
package roomtone.manager.nowplaying;
