/**
 * Where a call comes from: the caller's address behind trusted proxies, and the checks and headers
 * that browsers need. It knows nothing of accounts.
 */
package roomtone.client;
