package roomtone.manager.play;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.manager.queue.QueueAdvance;
import roomtone.problem.Uuids;

/**
 * One item of a batch, as a device wrote it: its components are any JSON, and a missing node where
 * a field was not sent. So one item that does not fit is rejected by itself, not with its batch.
 */
record PlayReport(
    @Schema(
            implementation = UUID.class,
            required = true,
            description =
                "The device's own id of this play, a UUID. Sent twice, it is recorded once.")
        JsonNode playId,
    @Schema(implementation = UUID.class, required = true) JsonNode songId,
    @Schema(
            implementation = UUID.class,
            nullable = true,
            description = "The entry of the queue that it was.")
        JsonNode queueId,
    @Schema(
            implementation = Instant.class,
            required = true,
            description = "At most 7 days old.",
            examples = "2026-11-24T18:30:00.000Z")
        JsonNode startedAt,
    @Schema(implementation = Instant.class, nullable = true, examples = "2026-11-24T18:33:00.000Z")
        JsonNode endedAt,
    @Schema(
            implementation = String.class,
            nullable = true,
            enumeration = {"finished", "skipped", "failed", "interrupted"},
            examples = "finished")
        JsonNode outcome,
    @Schema(
            implementation = String.class,
            nullable = true,
            description =
                "The header traceparent of the poll that brought the entry, with which the manager goes on with its trace. Any other text is ignored.",
            examples = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        JsonNode traceparent) {

  private static final Set<String> OUTCOMES =
      Set.of("finished", "skipped", "failed", "interrupted");

  /** The earliest time that is accepted: the start of a clock that was never set. */
  static final Instant EARLIEST = Instant.EPOCH;

  static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** An item that is no play; the message is the reason that the device is answered. */
  static final class Malformed extends Exception {

    private Malformed(String field) {
      super("malformed-" + field);
    }
  }

  /** Reads an item; null when it is no object. Fields that are unknown are ignored. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static PlayReport of(JsonNode item) {
    return item.isObject()
        ? new PlayReport(
            item.path("play_id"),
            item.path("song_id"),
            item.path("queue_id"),
            item.path("started_at"),
            item.path("ended_at"),
            item.path("outcome"),
            item.path("traceparent"))
        : null;
  }

  /**
   * The report with its values checked.
   *
   * @param offset how far the device's clock is behind
   */
  QueueAdvance.Report read(Duration offset) throws Malformed {
    UUID play = uuid("play-id", playId);
    UUID song = uuid("song-id", songId);
    UUID entry = isGiven(queueId) ? uuid("queue-id", queueId) : null;
    Instant started = time("started-at", startedAt, offset);
    Instant ended = isGiven(endedAt) ? time("ended-at", endedAt, offset) : null;
    if (isGiven(outcome) && !OUTCOMES.contains(outcome.asText())) {
      throw new Malformed("outcome");
    }
    return new QueueAdvance.Report(play, song, entry, started, ended, outcome.textValue());
  }

  /** Whether a time lies in the years that PostgreSQL and Java both write alike. */
  static boolean isAccepted(Instant time) {
    return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
  }

  private static boolean isGiven(JsonNode value) {
    return !value.isMissingNode() && !value.isNull();
  }

  private static UUID uuid(String field, JsonNode value) throws Malformed {
    return Uuids.parse(value.textValue()).orElseThrow(() -> new Malformed(field));
  }

  private static Instant time(String field, JsonNode value, Duration offset) throws Malformed {
    return Optional.ofNullable(value.textValue())
        .flatMap(PlayReport::parse)
        .filter(PlayReport::isAccepted)
        .map(time -> time.plus(offset))
        .filter(PlayReport::isAccepted)
        .orElseThrow(() -> new Malformed(field));
  }

  private static Optional<Instant> parse(String time) {
    try {
      return Optional.of(OffsetDateTime.parse(time).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
