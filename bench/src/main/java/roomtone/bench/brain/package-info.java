/** The benchmarks of the brain: votes, queues, streams, ticks. */
package roomtone.bench.brain;
