/**
 * Load generators for HTTP, event streams and SQL (pgbench), and meters of memory, CPU time and
 * statements.
 */
package roomtone.bench.load;
