/**
 * The protocol of the devices: tokens, polls, heartbeats and the manifest of files. Polls are
 * answered from snapshots in memory, so that a device for which nothing changed costs no SQL.
 */
package roomtone.manager.device;
