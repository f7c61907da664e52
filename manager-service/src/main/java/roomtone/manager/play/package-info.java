/**
 * Proof of play: what devices report to have really played, in batches, late or twice. Each report
 * is written down once and moves its room's queue on.
 */
package roomtone.manager.play;
