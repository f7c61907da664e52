package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry of the queue that the manager sends.
 *
 * @param queueId the id of the entry, which a report refers to
 * @param playFor how long it plays, looped or faded
 * @param url a signed URL of the file, valid for about two hours
 * @param sha256 of the file, in hex; empty for a file that was stored before hashes were kept
 * @param sizeBytes size of the file; 0: not known
 */
public record QueueEntry(
    UUID queueId,
    UUID songId,
    String title,
    Duration playFor,
    URI url,
    Optional<String> sha256,
    long sizeBytes) {

  /** The form of a SHA-256, which is checked because it becomes the name of a file. */
  public QueueEntry {
    sha256
        .filter(hash -> !hash.matches("[0-9a-f]{64}"))
        .ifPresent(
            hash -> {
              throw new IllegalArgumentException("not a SHA-256 in hex: " + hash);
            });
  }

  /** The name of the file in the cache: its hash, or the id of the song where there is none. */
  String fileName() {
    return sha256.orElse(songId.toString());
  }

  /**
   * Reads an entry of an answer to a poll.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static QueueEntry of(JsonNode json) {
    return new QueueEntry(
        UUID.fromString(json.path("queue_id").asText()),
        UUID.fromString(json.path("song_id").asText()),
        json.path("title").asText(),
        Duration.ofSeconds(json.path("play_seconds").asLong()),
        URI.create(json.path("url").asText()),
        Optional.ofNullable(json.path("sha256").textValue()),
        json.path("size_bytes").asLong());
  }
}
