/**
 * Those who knock: callers over kept-alive connections, watchers of event streams, pgbench; and the
 * scales that a process is put on.
 */
package roomtone.bench.load;
