/**
 * The presence codes of a room as staff see them: the code of now, and a new secret. Devices get
 * the same codes with their polls.
 */
package roomtone.manager.presence;
