/** Towns of any size, written straight into a database of their own. */
package roomtone.bench.dataset;
