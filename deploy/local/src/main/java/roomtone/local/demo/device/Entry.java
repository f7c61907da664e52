package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;

/**
 * A song that the manager wants played next.
 *
 * @param queueId names this entry of the queue in a report
 * @param playFor how long it plays, looped or faded
 * @param url signed: whoever has it may fetch the file, for about two hours
 * @param sha256 of the file, in hex; names it in the cache
 */
record Entry(
    UUID queueId,
    UUID songId,
    String title,
    Duration playFor,
    URI url,
    String sha256,
    long sizeBytes) {

  /** A hash becomes a file's name, so it had better be one. */
  Entry {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in hex: " + sha256);
    }
  }

  static Entry of(JsonNode json) {
    return new Entry(
        UUID.fromString(json.path("queue_id").asText()),
        UUID.fromString(json.path("song_id").asText()),
        json.path("title").asText(),
        Duration.ofSeconds(json.path("play_seconds").asLong()),
        URI.create(json.path("url").asText()),
        json.path("sha256").asText(),
        json.path("size_bytes").asLong());
  }
}
