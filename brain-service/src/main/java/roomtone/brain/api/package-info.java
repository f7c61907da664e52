/**
 * What all calls share: identifiers, pages and who is calling, read from a request or refused with
 * a problem. It knows nothing of votes or rooms.
 */
package roomtone.brain.api;
