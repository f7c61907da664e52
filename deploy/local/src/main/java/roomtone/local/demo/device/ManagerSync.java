package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import roomtone.local.demo.device.ManagerApi.PollAnswer;
import roomtone.local.demo.device.PlayQueue.Contact;
import roomtone.local.demo.device.SoundCache.CorruptDownload;

/**
 * The device's calls of the manager: it sends play reports, polls, and downloads missing files.
 * Each of the three has its own retries: a manager without its database still answers polls, and
 * one without its storage still takes reports.
 */
final class ManagerSync {

  private static final int LARGEST_BATCH = 500;
  private static final Duration WITHOUT_ADMISSION = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private interface Call {
    /** Makes the call; returns when the next one of its kind is due. */
    Instant make(Instant now) throws IOException, InterruptedException;
  }

  private final ManagerApi manager;
  private final PlayQueue queue;
  private final SoundCache cache;
  private final PlayReports reports;
  private final Clock clock;
  private final StateFile lastPoll;
  private final Consumer<String> log;
  private final Runnable onChange;

  private final RetrySchedule reporting;
  private final RetrySchedule polling;
  private final RetrySchedule fetching;
  private Optional<String> etag = Optional.empty();
  private Optional<String> shownCode = Optional.empty();
  private int batch = LARGEST_BATCH;

  /**
   * @param lastPoll keeps the last poll's answer while the device is off
   * @param onChange called when there may be a song to start: after a poll, a download or the first
   *     failed poll
   */
  ManagerSync(
      ManagerApi manager,
      PlayQueue queue,
      SoundCache cache,
      PlayReports reports,
      Clock clock,
      RandomGenerator random,
      StateFile lastPoll,
      Consumer<String> log,
      Runnable onChange) {
    this.manager = manager;
    this.queue = queue;
    this.cache = cache;
    this.reports = reports;
    this.clock = clock;
    this.lastPoll = lastPoll;
    this.log = log;
    this.onChange = onChange;
    reporting = new RetrySchedule(random);
    polling = new RetrySchedule(random);
    fetching = new RetrySchedule(random);
  }

  /** Makes the calls that are due; returns the time until the next one is. */
  Duration step() throws IOException, InterruptedException {
    if (!reports.unsent(clock.instant(), 1).isEmpty()) {
      attempt(reporting, this::report);
    }
    attempt(polling, this::poll);
    if (missing().isPresent()) {
      attempt(fetching, this::fetch);
    }
    return untilNextCall();
  }

  /** Sends the unsent play reports, in one attempt, if the last poll was answered. */
  void sendLastReports() throws InterruptedException {
    if (queue.contact() == Contact.MADE && !reports.unsent(clock.instant(), 1).isEmpty()) {
      attempt(new RetrySchedule(RandomGenerator.getDefault()), this::report);
    }
  }

  private void attempt(RetrySchedule schedule, Call call) throws InterruptedException {
    Instant now = clock.instant();
    if (!schedule.isDue(now)) {
      return;
    }
    try {
      schedule.succeeded(call.make(now));
    } catch (UnexpectedStatus refused) {
      Duration least = refused.status() == 401 ? WITHOUT_ADMISSION : Duration.ZERO;
      schedule.failed(now, refused.retryAfter().orElse(least));
      log(schedule, refused);
    } catch (IOException | IllegalArgumentException failure) {
      schedule.failed(now, Duration.ZERO);
      log(schedule, failure);
    }
  }

  private void log(RetrySchedule schedule, Exception failure) {
    if (schedule == polling) {
      if (queue.contact() != Contact.LOST) {
        log.accept(
            "has lost the manager and goes on from its cache: "
                + Objects.requireNonNullElse(
                    failure.getMessage(), failure.getClass().getSimpleName()));
      }
      queue.contact(Contact.LOST);
      onChange.run();
    } else if (failure instanceof CorruptDownload) {
      log.accept("refused a damaged download: " + failure.getMessage());
    }
  }

  private Instant report(Instant now) throws IOException, InterruptedException {
    List<PlayReport> unsent = reports.unsent(now, batch);
    try {
      JsonNode results = manager.send(unsent);
      for (JsonNode result : results) {
        if (result.path("result").asText().equals("rejected")) {
          log.accept("had a report rejected: " + result.path("reason").asText());
        }
      }
      reports.delivered(unsent);
      batch = LARGEST_BATCH;
    } catch (UnexpectedStatus refused) {
      if (!refused.isFinal()) {
        throw refused;
      }
      // A report that the manager cannot read must not block the others: sent alone, it is found.
      if (unsent.size() == 1) {
        log.accept("gave up a report: " + refused.getMessage());
        reports.delivered(unsent);
      }
      batch = 1;
    }
    return now;
  }

  private Instant poll(Instant now) throws IOException, InterruptedException {
    PollAnswer answer = manager.poll(etag);
    if (answer.body().isPresent()) {
      Instructions instructions = Instructions.of(answer.body().get());
      queue.follow(instructions);
      showPresenceCode(instructions.presenceCode());
      lastPoll.write(answer.body().get());
      etag = answer.etag();
    }
    if (queue.contact() == Contact.LOST) {
      log.accept("has found the manager again");
    }
    queue.contact(Contact.MADE);
    onChange.run();
    return now.plus(answer.pollAfter());
  }

  /** Prints the presence code when it has changed: this device has no screen. */
  private void showPresenceCode(Optional<String> code) {
    if (!code.equals(shownCode)) {
      log.accept(
          code.map(digits -> "shows the presence code " + digits)
              .orElse("shows no presence code any more"));
      shownCode = code;
    }
  }

  private Instant fetch(Instant now) throws IOException, InterruptedException {
    QueueEntry entry = missing().orElseThrow();
    try {
      cache.fetch(entry, manager::download);
    } catch (UnexpectedStatus refused) {
      // The URL may have expired. A poll without an ETag returns new URLs.
      etag = Optional.empty();
      throw refused;
    }
    onChange.run();
    cache.trim(
        queue.upcoming().stream()
            .map(QueueEntry::fileName)
            .collect(Collectors.toUnmodifiableSet()));
    return now;
  }

  private Optional<QueueEntry> missing() {
    return queue.upcoming().stream().filter(entry -> !cache.holds(entry)).findFirst();
  }

  private Duration untilNextCall() {
    Instant now = clock.instant();
    Instant next = polling.next();
    if (missing().isPresent() && fetching.next().isBefore(next)) {
      next = fetching.next();
    }
    if (!reports.unsent(now, 1).isEmpty() && reporting.next().isBefore(next)) {
      next = reporting.next();
    }
    Duration wait = next.isBefore(now) ? Duration.ZERO : Duration.between(now, next);
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }
}
