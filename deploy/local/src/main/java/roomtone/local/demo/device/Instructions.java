package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * The answer to a poll, as far as a device without a loudspeaker needs it.
 *
 * @param mayPlay whether the room is open and not paused
 * @param skip the play that staff have skipped
 * @param presenceCode six digits that listeners of the room enter; empty: it asks for no code
 * @param next the queue, in order
 */
public record Instructions(
    boolean mayPlay, Optional<UUID> skip, Optional<String> presenceCode, List<QueueEntry> next) {

  /** The instructions before the first poll. */
  static final Instructions NONE =
      new Instructions(true, Optional.empty(), Optional.empty(), List.of());

  /** As {@link #of}; empty when the JSON is not an answer to a poll. */
  static Optional<Instructions> ifReadable(JsonNode poll) {
    try {
      return Optional.of(of(poll));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Reads the answer to a poll.
   *
   * @throws IllegalArgumentException when it is not an answer to a poll
   */
  public static Instructions of(JsonNode poll) {
    JsonNode player = poll.path("player");
    if (!player.isObject() || !poll.path("next").isArray()) {
      throw new IllegalArgumentException("not an answer to a poll");
    }
    return new Instructions(
        player.path("open").asBoolean(true) && !player.path("paused").asBoolean(false),
        Optional.ofNullable(player.path("skip").textValue()).map(UUID::fromString),
        Optional.ofNullable(player.path("presence").path("code").textValue()),
        StreamSupport.stream(poll.path("next").spliterator(), false).map(QueueEntry::of).toList());
  }
}
