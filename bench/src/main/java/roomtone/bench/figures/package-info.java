/** What was measured, what it is held against, and how both are told: as a table and as JSON. */
package roomtone.bench.figures;
