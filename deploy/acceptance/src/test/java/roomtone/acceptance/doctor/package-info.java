/** The checks of {@code ./dev doctor} on a running system, healthy and with planted faults. */
package roomtone.acceptance.doctor;
