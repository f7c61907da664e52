/** The catalogue as a CSV table: exported as a stream, and imported as a whole or not at all. */
package roomtone.manager.songtable;
