/**
 * Limits that callers meet: calls per time, open streams, and the length of a request's head. It
 * decides and refuses; who the caller is comes from elsewhere.
 */
package roomtone.limit;
