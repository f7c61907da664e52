/** How much the brain bears: votes, ticks, streams. */
package roomtone.bench.brain;
