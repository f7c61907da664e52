/** Proof of play for staff: what a player has played, by page and as a CSV file of any length. */
package roomtone.manager.history;
