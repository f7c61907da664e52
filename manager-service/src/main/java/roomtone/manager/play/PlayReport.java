package roomtone.manager.play;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import roomtone.manager.queue.QueueAdvance;
import roomtone.manager.rest.Uuids;

/** One item of a batch, as a device wrote it. */
final class PlayReport {

  private static final Set<String> OUTCOMES =
      Set.of("finished", "skipped", "failed", "interrupted");

  /** Where a clock stands that nobody has set; earlier is none at all. */
  static final Instant EARLIEST = Instant.EPOCH;

  static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** An item that cannot be a play; the message is its reason. */
  static final class Malformed extends Exception {

    Malformed(String reason) {
      super(reason);
    }
  }

  private final JsonNode item;

  PlayReport(JsonNode item) {
    this.item = item;
  }

  /** The play's id as it was sent, for the answer; null when it is not even a text. */
  String playId() {
    return item.path("play_id").textValue();
  }

  /**
   * What the device means.
   *
   * @param offset what the device's clock lacks
   */
  QueueAdvance.Report read(Duration offset) throws Malformed {
    if (!item.isObject()) {
      throw new Malformed("not-an-object");
    }
    UUID playId = uuid("play_id", true);
    UUID songId = uuid("song_id", true);
    UUID queueId = uuid("queue_id", false);
    Instant startedAt = time("started_at", true, offset);
    Instant endedAt = time("ended_at", false, offset);
    JsonNode outcome = item.path("outcome");
    boolean given = !outcome.isMissingNode() && !outcome.isNull();
    if (given && !(outcome.isTextual() && OUTCOMES.contains(outcome.textValue()))) {
      throw new Malformed("malformed-outcome");
    }
    return new QueueAdvance.Report(
        playId, songId, queueId, startedAt, endedAt, given ? outcome.textValue() : null);
  }

  /** PostgreSQL and we agree on these years. */
  static boolean isThinkable(Instant time) {
    return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
  }

  private UUID uuid(String field, boolean needed) throws Malformed {
    JsonNode value = item.path(field);
    if (!needed && (value.isMissingNode() || value.isNull())) {
      return null;
    }
    return Uuids.parse(value.textValue())
        .orElseThrow(() -> new Malformed("malformed-" + field.replace('_', '-')));
  }

  private Instant time(String field, boolean needed, Duration offset) throws Malformed {
    JsonNode value = item.path(field);
    if (!needed && (value.isMissingNode() || value.isNull())) {
      return null;
    }
    Malformed malformed = new Malformed("malformed-" + field.replace('_', '-'));
    if (!value.isTextual()) {
      throw malformed;
    }
    try {
      Instant time = OffsetDateTime.parse(value.textValue()).toInstant();
      if (!isThinkable(time) || !isThinkable(time.plus(offset))) {
        throw malformed;
      }
      return time.plus(offset);
    } catch (DateTimeException e) {
      throw malformed;
    }
  }
}
