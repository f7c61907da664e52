/**
 * Makes the soundscapes of the demo from arithmetic alone: rain, sea waves, thunder, wind, a
 * crackling fire, and mixtures of them. Each is a seamless loop, and the same seed gives the same
 * bytes on every machine, so that an upload is recognised as the one that is there already.
 */
package roomtone.local.demo.sound;
