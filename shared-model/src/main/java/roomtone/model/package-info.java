/** The tables as both services may read them. */
package roomtone.model;
