/** What a room has played: proof of play for staff, as pages and as a file of any length. */
package roomtone.manager.history;
