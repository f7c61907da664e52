/**
 * OpenTelemetry traces, which an operator may switch on: what is recorded, what is left out of it,
 * and how a trace goes on where a table or a device lies between two services.
 */
package roomtone.trace;
