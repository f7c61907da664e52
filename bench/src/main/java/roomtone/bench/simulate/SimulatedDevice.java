package roomtone.bench.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import roomtone.bench.simulate.Connection.Reply;
import roomtone.bench.simulate.Connection.Request;
import roomtone.local.demo.device.Instructions;
import roomtone.local.demo.device.PlayQueue;
import roomtone.local.demo.device.PlayQueue.Contact;
import roomtone.local.demo.device.PlayReport;
import roomtone.local.demo.device.PlayReport.Outcome;
import roomtone.local.demo.device.QueueEntry;
import roomtone.local.demo.device.RetrySchedule;

/**
 * A device that follows docs/device-protocol.md without loudspeaker, disk and downloads: it counts
 * every file as received. It polls, plays by the clock, and reports its plays. Its first song ends
 * after a random part of its length, as if the device had been switched off: otherwise all devices
 * would start their next song at the same time.
 */
final class SimulatedDevice {

  private static final Duration USUAL_POLL_AFTER = Duration.ofSeconds(5);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final int LARGEST_BATCH = 500;

  /** The number of songs that it can play without the manager. */
  private static final int CACHED = 24;

  /** The play that is running, when it ends, and how. */
  private record Playing(PlayReport report, Instant endsAt, Outcome outcome) {}

  private final String token;
  private final Caller manager;
  private final Room room;
  private final Measurements measurements;
  private final Clock clock;
  private final RandomGenerator random;
  private final PlayQueue queue = new PlayQueue();
  private final RetrySchedule polling;
  private final RetrySchedule reporting;
  private final Map<UUID, PlayReport> unsent = new LinkedHashMap<>();
  private final Deque<QueueEntry> cached = new ArrayDeque<>();
  private Optional<Playing> playing = Optional.empty();
  private Optional<String> etag = Optional.empty();
  private boolean isFirstPlay = true;
  private int batchSize = LARGEST_BATCH;

  /** The start of the oldest play with a report that is not answered, for other threads. */
  private volatile Instant unsentSince = Instant.MAX;

  /**
   * @param token the secret of the device
   */
  SimulatedDevice(
      String token,
      Caller manager,
      Room room,
      Measurements measurements,
      Clock clock,
      RandomGenerator random) {
    this.token = token;
    this.manager = manager;
    this.room = room;
    this.measurements = measurements;
    this.clock = clock;
    this.random = random;
    polling = new RetrySchedule(random);
    reporting = new RetrySchedule(random);
  }

  /** Runs until its thread is interrupted. */
  void run(Duration startAfter) {
    try (manager) {
      Thread.sleep(startAfter);
      while (true) {
        Thread.sleep(step());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what is due; returns the time until the next step. */
  Duration step() throws InterruptedException {
    Instant now = now();
    play(now);
    if (!unsent.isEmpty() && reporting.isDue(now)) {
      report(now);
    }
    if (polling.isDue(now)) {
      poll(now);
      play(now());
    }
    return untilNext();
  }

  /** Whether a report has waited for its answer since before that time. */
  boolean hasUnsentSince(Instant time) {
    return unsentSince.isBefore(time);
  }

  private void poll(Instant now) throws InterruptedException {
    if (!polling.next().equals(Instant.MIN)) {
      measurements.sentLate(Duration.between(polling.next(), now).toNanos());
    }
    String key = "X-API-Key: " + token;
    Request request =
        etag.map(known -> Request.get("/api/player/poll", key, "If-None-Match: " + known))
            .orElseGet(() -> Request.get("/api/player/poll", key));
    Optional<Reply> reply = manager.call(Call.POLL, polling, request);
    if (reply.isPresent() && follow(reply.get())) {
      queue.contact(Contact.MADE);
      Duration after = reply.get().seconds("roomtone-poll-after").orElse(USUAL_POLL_AFTER);
      polling.succeeded(clock.instant().plus(after));
    } else {
      queue.contact(Contact.LOST);
    }
  }

  /** Takes over a new state; returns whether the answer is one of the protocol. */
  private boolean follow(Reply reply) {
    if (reply.status() == 304) {
      return true;
    }
    try {
      queue.follow(Instructions.of(Caller.JSON.readTree(reply.body())));
      etag = reply.header("etag");
      return true;
    } catch (IOException | IllegalArgumentException unreadable) {
      measurements.failed(Call.POLL, "unreadable");
      polling.failed(clock.instant(), Duration.ZERO);
      return false;
    }
  }

  /** Ends and starts songs; playing never waits for a call. */
  private void play(Instant now) {
    playing.ifPresent(
        it -> {
          if (queue.isSkipped(it.report().playId())) {
            end(it, now, Outcome.SKIPPED);
          } else if (!now.isBefore(it.endsAt())) {
            end(it, it.endsAt(), it.outcome());
          } else if (!queue.mayPlay()) {
            end(it, now, Outcome.INTERRUPTED);
          }
        });
    if (playing.isEmpty() && queue.mayPlay() && queue.contact() != Contact.UNTRIED) {
      List<QueueEntry> upcoming = queue.upcoming();
      if (!upcoming.isEmpty()) {
        QueueEntry entry = upcoming.getFirst();
        queue.started(entry.queueId());
        start(entry, Optional.of(entry.queueId()), now);
      } else if (!cached.isEmpty()) {
        start(cached.removeFirst(), Optional.empty(), now);
      }
    }
  }

  private void start(QueueEntry entry, Optional<UUID> queueId, Instant now) {
    cached.remove(entry);
    cached.addLast(entry);
    if (cached.size() > CACHED) {
      cached.removeFirst();
    }
    Duration length = entry.playFor();
    Outcome outcome = Outcome.FINISHED;
    if (isFirstPlay) {
      isFirstPlay = false;
      length = Duration.ofMillis((long) (length.toMillis() * random.nextDouble()));
      outcome = Outcome.INTERRUPTED;
    }
    PlayReport report =
        new PlayReport(UUID.randomUUID(), entry.songId(), queueId, now, Optional.empty());
    playing = Optional.of(new Playing(report, now.plus(length), outcome));
    measurements.playing(1);
    room.votes().disturbed(System.nanoTime());
    keep(report);
  }

  private void end(Playing it, Instant at, Outcome outcome) {
    playing = Optional.empty();
    measurements.playing(-1);
    keep(it.report().ended(at, outcome));
  }

  private void keep(PlayReport report) {
    unsent.put(report.playId(), report);
    noteUnsent();
  }

  private void report(Instant now) throws InterruptedException {
    List<PlayReport> batch =
        new ArrayList<>(unsent.values()).subList(0, Math.min(unsent.size(), batchSize));
    ArrayNode body = Caller.JSON.createArrayNode();
    batch.forEach(report -> body.add(report.toJson()));
    Request request =
        Request.post(
            "/api/player/plays",
            body.toString(),
            "X-API-Key: " + token,
            "Roomtone-Device-Time: " + clock.instant().truncatedTo(ChronoUnit.MILLIS));
    Optional<Reply> reply = manager.call(Call.PLAYS, reporting, request);
    if (reply.isPresent()) {
      count(reply.get());
      delivered(batch);
      reporting.succeeded(now);
      batchSize = LARGEST_BATCH;
    } else if (manager.isRefusedForGood()) {
      // A report that the manager cannot read must not block the others: sent alone, it is found.
      if (batch.size() == 1) {
        delivered(batch);
      }
      batchSize = 1;
    }
  }

  private void delivered(List<PlayReport> reports) {
    reports.forEach(report -> unsent.remove(report.playId()));
    noteUnsent();
  }

  private void count(Reply reply) {
    try {
      for (JsonNode result : Caller.JSON.readTree(reply.body())) {
        if (result.path("result").asText().equals("rejected")) {
          measurements.playRejected(result.path("reason").asText());
        } else {
          measurements.playReported();
        }
      }
    } catch (IOException unreadable) {
      measurements.failed(Call.PLAYS, "unreadable");
    }
  }

  private void noteUnsent() {
    unsentSince =
        unsent.values().stream()
            .map(report -> report.end().map(PlayReport.End::at).orElse(report.startedAt()))
            .min(Instant::compareTo)
            .orElse(Instant.MAX);
  }

  private Duration untilNext() {
    Instant now = clock.instant();
    Instant next = polling.next();
    if (playing.isPresent() && playing.get().endsAt().isBefore(next)) {
      next = playing.get().endsAt();
    }
    if (!unsent.isEmpty() && reporting.next().isBefore(next)) {
      next = reporting.next();
    }
    Duration wait = Duration.between(now, next);
    return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
