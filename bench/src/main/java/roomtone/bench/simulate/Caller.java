package roomtone.bench.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import roomtone.bench.simulate.Connection.Reply;
import roomtone.bench.simulate.Connection.Request;
import roomtone.local.demo.device.RetrySchedule;

/**
 * Makes the calls of one device or listener and measures them. After a failure it waits as {@code
 * Retry-After} says, or longer and longer.
 */
final class Caller implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  /** Whoever is not admitted asks once a minute. */
  private static final Duration WITHOUT_ADMISSION = Duration.ofMinutes(1);

  private static final String PROBLEM = "urn:roomtone:problem:";

  private final Connection connection;
  private final Measurements measurements;
  private final Clock clock;
  private boolean refusedForGood;

  Caller(Connection connection, Measurements measurements, Clock clock) {
    this.connection = connection;
    this.measurements = measurements;
    this.clock = clock;
  }

  /**
   * Makes a call once.
   *
   * @param schedule is told of a failure; of a success the caller tells it
   * @return the answer with a status below 400; empty after a failure
   * @throws InterruptedException when the fleet stops
   */
  Optional<Reply> call(Call kind, RetrySchedule schedule, Request request)
      throws InterruptedException {
    long sent = System.nanoTime();
    refusedForGood = false;
    try {
      Reply reply = connection.call(request);
      if (reply.status() < 400) {
        measurements.answered(kind, System.nanoTime() - sent);
        return Optional.of(reply);
      }
      failed(kind, schedule, reply);
    } catch (IOException e) {
      stopIfInterrupted();
      measurements.failed(kind, reason(e));
      schedule.failed(clock.instant(), Duration.ZERO);
    }
    return Optional.empty();
  }

  /** Takes note of an answer with a status of 400 or more. */
  void failed(Call kind, RetrySchedule schedule, Reply reply) {
    measurements.failed(kind, reply.status() + problem(reply.body()));
    Duration least = reply.status() == 401 ? WITHOUT_ADMISSION : Duration.ZERO;
    schedule.failed(clock.instant(), reply.seconds("retry-after").orElse(least));
    int status = reply.status();
    refusedForGood = status < 500 && status != 401 && status != 408 && status != 429;
  }

  /** Whether the last call would be refused again. */
  boolean isRefusedForGood() {
    return refusedForGood;
  }

  /** A blocking call ends with an exception of its own when its thread is interrupted. */
  static void stopIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the fleet stops");
    }
  }

  /** The name of a failure to get an answer. */
  static String reason(IOException failure) {
    if (failure instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    return failure instanceof ConnectException ? "not connected" : "connection broken";
  }

  private static String problem(String body) {
    try {
      JsonNode type = JSON.readTree(body).path("type");
      return type.asText().startsWith(PROBLEM)
          ? " " + type.asText().substring(PROBLEM.length())
          : "";
    } catch (JsonProcessingException noProblem) {
      return "";
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
