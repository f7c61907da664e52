/** The benchmarks of the manager: polls, known players, uploads. */
package roomtone.bench.manager;
