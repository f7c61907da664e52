/**
 * The service that devices and staff talk to. It takes recordings in, tells devices what to play,
 * and records what was played. What a room likes is the brain's task; the two share tables only.
 */
package roomtone.manager;
