/**
 * Meters of the services: a registry states what each meter counts, and no meter exists that is not
 * in it. Operators read the registry as docs/metrics.md.
 */
package roomtone.meter;
