/**
 * Tests of the script {@code ./dev}. The jars that it starts are stubs, so that each failure of a
 * start takes seconds only.
 */
package roomtone.acceptance.dev;
