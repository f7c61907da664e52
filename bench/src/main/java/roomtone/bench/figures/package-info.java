/** Figures, the aims for them, and their output as a table and as JSON. */
package roomtone.bench.figures;
