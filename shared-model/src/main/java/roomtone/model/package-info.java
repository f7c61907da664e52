/**
 * The tables as both services may read them, and the taste that they speak of. What only one
 * service may read or write is mapped in that service.
 */
package roomtone.model;
