/**
 * A player device without a loudspeaker: it does all that the device protocol asks for, and plays
 * by the clock. Whoever builds a real one can read here what matters: the playing side never waits
 * for the network, and the network side keeps on disk what it could not send.
 */
package roomtone.local.demo.device;
