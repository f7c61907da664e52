/**
 * Proof of play: devices report what they have played, in batches, late or twice. Each play is
 * recorded once and moves its room's queue on.
 */
package roomtone.manager.play;
