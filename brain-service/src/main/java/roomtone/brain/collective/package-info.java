/**
 * What a room wants, as far as it may be told: rounded, once a minute, and never about fewer than
 * three listeners.
 */
package roomtone.brain.collective;
