/**
 * The taste of a listener: a unit vector that a survey sets and votes move. It can be computed
 * again from the survey and the votes at any time.
 */
package roomtone.brain.taste;
