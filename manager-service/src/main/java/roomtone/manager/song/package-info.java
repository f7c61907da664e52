/**
 * The catalogue of songs: their rows, how staff see, search and change them. Songs are archived,
 * never deleted.
 */
package roomtone.manager.song;
