package roomtone.manager.overview;

import java.time.Instant;
import java.util.UUID;
import roomtone.model.RoomCondition;

/**
 * What the overview needs to know of a player in use.
 *
 * @param status online, offline, playing or idle, as stored: it follows a play without a reported
 *     end some seconds later
 * @param lastPoll null: no device has polled
 * @param playable how many songs it may play now
 * @param entries the length of its queue
 */
record RoomRow(
    UUID id,
    String name,
    String status,
    RoomCondition condition,
    Instant lastPoll,
    Instant createdAt,
    long playable,
    long entries) {

  /** The length of a full queue. */
  private static final int FULL_QUEUE = 5;

  /** How many entries the queue should have. */
  long wantedEntries() {
    return Math.min(FULL_QUEUE, playable);
  }
}
