/**
 * The players as staff see and set them, by calls and by a stream of changes. Managers reach their
 * own players only.
 */
package roomtone.manager.player;
