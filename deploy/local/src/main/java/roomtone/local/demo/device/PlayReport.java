package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A report of a play (proof of play).
 *
 * @param playId the id that the device gives the play, so that a report sent twice counts once
 * @param queueId empty when the device chose the song itself
 * @param end empty while the play is running
 */
public record PlayReport(
    UUID playId, UUID songId, Optional<UUID> queueId, Instant startedAt, Optional<End> end) {

  /** How a play ends; the protocol writes the names in lower case. */
  public enum Outcome {
    FINISHED,
    SKIPPED,
    INTERRUPTED
  }

  /** When and how a play ended. */
  public record End(Instant at, Outcome outcome) {}

  /** This report with the end of the play. */
  public PlayReport ended(Instant at, Outcome outcome) {
    return new PlayReport(playId, songId, queueId, startedAt, Optional.of(new End(at, outcome)));
  }

  /** The report as the protocol writes it. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("play_id", playId.toString());
    json.put("song_id", songId.toString());
    queueId.ifPresent(id -> json.put("queue_id", id.toString()));
    json.put("started_at", startedAt.toString());
    end.ifPresent(
        it -> {
          json.put("ended_at", it.at().toString());
          json.put("outcome", it.outcome().name().toLowerCase(Locale.ROOT));
        });
    return json;
  }

  static PlayReport of(JsonNode json) {
    return new PlayReport(
        UUID.fromString(json.path("play_id").asText()),
        UUID.fromString(json.path("song_id").asText()),
        Optional.ofNullable(json.path("queue_id").textValue()).map(UUID::fromString),
        Instant.parse(json.path("started_at").asText()),
        Optional.ofNullable(json.path("ended_at").textValue())
            .map(at -> new End(Instant.parse(at), outcome(json.path("outcome").asText()))));
  }

  private static Outcome outcome(String name) {
    return Outcome.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
