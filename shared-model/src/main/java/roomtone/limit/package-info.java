/**
 * Limits of calls: their rate, the open streams, and the length of a request's head and body. The
 * address of the client comes from {@code roomtone.client}.
 */
package roomtone.limit;
