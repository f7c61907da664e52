/** The listener's page, which the brain delivers at its root. */
package roomtone.brain.webpage;
