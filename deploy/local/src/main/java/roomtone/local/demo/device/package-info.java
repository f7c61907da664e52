/**
 * A player device without a loudspeaker: it follows the device protocol and plays by the clock. It
 * is an example for real devices: playback never waits for the network, and unsent reports are kept
 * on disk.
 */
package roomtone.local.demo.device;
