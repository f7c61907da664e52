/**
 * The edge that both services share: how errors are told (RFC 9457), whose token is believed, and
 * when a service calls itself ready. It knows nothing of rooms, votes or songs.
 */
package roomtone.web;
