/**
 * The listener as a person: the row that stands for them, their names, and everything about them
 * given out or erased at their word. Whoever changes what is a listener's locks that row first.
 */
package roomtone.brain.profile;
