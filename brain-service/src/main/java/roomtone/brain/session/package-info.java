/**
 * Who is listening, and where. A listener is in one place at a time, for an hour, or until they
 * leave.
 */
package roomtone.brain.session;
