/**
 * The collective of a room, as far as it may be disclosed: in steps of 0.25, once in five minutes,
 * and never of fewer listeners than the setting disclosure_minimum says.
 */
package roomtone.brain.collective;
