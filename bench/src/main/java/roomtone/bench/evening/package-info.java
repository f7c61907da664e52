/**
 * Replays evenings in one room with the brain and the database, whose clock is moved. The result is
 * the satisfaction of the listeners, compared with rotation and with an oracle that knows all
 * tastes.
 */
package roomtone.bench.evening;
