/**
 * The collective of a room, as far as it may be disclosed: rounded, once a minute, and never of
 * fewer listeners than {@link roomtone.brain.collective.DisclosureMinimum#LISTENERS}.
 */
package roomtone.brain.collective;
