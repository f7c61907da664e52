package roomtone.manager.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The JSON of an answer, written once: each time it is sent only when it was sent and when to poll
 * again are put in, which stand at its end.
 */
final class PollBody {

  private static final Instant PLACE_OF_TIME = Instant.EPOCH;
  private static final double PLACE_OF_SECONDS = 0;

  /** Up to what differs each time. */
  private final byte[] head;

  private PollBody(byte[] head) {
    this.head = head;
  }

  /**
   * Writes an answer.
   *
   * @param answer at {@link #PLACE_OF_TIME}, to poll again after {@link #PLACE_OF_SECONDS}
   */
  private static PollBody of(PollAnswer answer, ObjectMapper mapper) {
    try {
      byte[] whole = mapper.writeValueAsBytes(answer);
      byte[] tail = tail(PLACE_OF_TIME, PLACE_OF_SECONDS);
      int length = whole.length - tail.length;
      if (!Arrays.equals(whole, length, whole.length, tail, 0, tail.length)) {
        throw new IllegalStateException("an answer ends with what differs each time");
      }
      return new PollBody(Arrays.copyOf(whole, length));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer can be written", e);
    }
  }

  /** As {@link PollAnswer#of}, but for the time and the pace. */
  static PollBody of(
      Snapshot snapshot, boolean open, UnaryOperator<String> sign, ObjectMapper mapper) {
    return of(PollAnswer.of(snapshot, open, sign, PLACE_OF_TIME, PLACE_OF_SECONDS), mapper);
  }

  /** What it weighs, bytes. */
  int size() {
    return head.length;
  }

  /** The body whole, UTF-8. */
  byte[] at(Instant now, double pollAfterSeconds) {
    byte[] tail = tail(now, pollAfterSeconds);
    byte[] whole = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, whole, head.length, tail.length);
    return whole;
  }

  private static byte[] tail(Instant now, double pollAfterSeconds) {
    return (",\"poll_after_seconds\":"
            + pollAfterSeconds
            + ",\"server_time\":\""
            + now.truncatedTo(ChronoUnit.MILLIS)
            + "\"}")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
