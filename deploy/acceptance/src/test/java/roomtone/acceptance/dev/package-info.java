/**
 * What a person at a terminal may expect of {@code ./dev}. The script is the real one; the jars
 * that it starts are small stand-ins, so that every way in which a start can fail is a matter of
 * seconds.
 */
package roomtone.acceptance.dev;
