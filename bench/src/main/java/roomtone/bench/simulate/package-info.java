/**
 * A fleet of simulated devices and listeners that uses a running deployment as real ones do, and a
 * verdict on how well it served them: {@code ./dev simulate}.
 */
package roomtone.bench.simulate;
