/**
 * The devices that play and the protocol they speak: tokens, polls and the manifest of files. Polls
 * are answered from snapshots, so that a device that hears nothing new costs no SQL.
 */
package roomtone.manager.player;
