/** Which songs a player may play. A player without a library may play the whole catalogue. */
package roomtone.manager.library;
