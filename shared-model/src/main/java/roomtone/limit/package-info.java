/**
 * Limits of connections and calls: how many connections are open and how long they may wait, the
 * rate of calls, the open streams, and the length of a request's head and body. The address of the
 * client comes from {@code roomtone.client}.
 */
package roomtone.limit;
