/**
 * Sessions: who is checked in, and where. A listener has at most one session, which ends after an
 * hour or at check-out.
 */
package roomtone.brain.session;
