/** How much the manager bears: polls, known players, uploads. */
package roomtone.bench.manager;
