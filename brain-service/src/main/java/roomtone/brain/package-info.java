/** The brain. */
package roomtone.brain;
