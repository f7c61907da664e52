/**
 * What needs the attention of staff, most urgent first, with figures of all players and songs.
 * Managers see what concerns their own players.
 */
package roomtone.manager.overview;
