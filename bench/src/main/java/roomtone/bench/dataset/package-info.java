/** Generated data sets of any size, written directly into a database. */
package roomtone.bench.dataset;
