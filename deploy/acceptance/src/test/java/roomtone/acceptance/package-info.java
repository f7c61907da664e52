/**
 * Both services as they are shipped, as processes of their own, on a real database, real tokens and
 * a real object store. What stands here is told as listeners, devices and staff live it; nothing is
 * reached into but the clock.
 */
package roomtone.acceptance;
