package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/**
 * An entry of the queue that the manager sends.
 *
 * @param queueId the id of the entry, which a report refers to
 * @param playFor how long it plays, looped or faded
 * @param url a signed URL of the file, valid for about two hours
 * @param sha256 of the file, in hex; the name of the file in the cache
 */
record QueueEntry(
    UUID queueId,
    UUID songId,
    String title,
    Duration playFor,
    URI url,
    String sha256,
    long sizeBytes) {

  /** The form of a SHA-256, which is checked because it becomes the name of a file. */
  QueueEntry {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in hex: " + sha256);
    }
  }

  static QueueEntry of(JsonNode json) {
    return new QueueEntry(
        UUID.fromString(json.path("queue_id").asText()),
        UUID.fromString(json.path("song_id").asText()),
        json.path("title").asText(),
        Duration.ofSeconds(json.path("play_seconds").asLong()),
        URI.create(json.path("url").asText()),
        json.path("sha256").asText(),
        json.path("size_bytes").asLong());
  }
}
