/**
 * Completes the description of an API (OpenAPI) at build time: examples of bodies, the problems
 * behind each status, one stable order.
 */
package roomtone.openapi;
