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
import roomtone.local.demo.device.Programme.Contact;
import roomtone.local.demo.device.SoundCache.Damaged;

/**
 * The network side: sends what was played, asks what is wanted, fetches what is missing. The three
 * fail and recover apart, since a manager without its database still answers polls, and one without
 * its storage still takes reports.
 */
final class Link {

  private static final int LARGEST_BATCH = 500;
  private static final Duration WITHOUT_ADMISSION = Duration.ofSeconds(30);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private interface Call {
    /** Answers when the next one is due. */
    Instant make(Instant now) throws IOException, InterruptedException;
  }

  private final ManagerApi manager;
  private final Programme programme;
  private final SoundCache cache;
  private final PlayReports reports;
  private final Clock clock;
  private final StateFile lastPoll;
  private final Consumer<String> log;
  private final Runnable news;

  private final Pace reporting;
  private final Pace polling;
  private final Pace fetching;
  private Optional<String> etag = Optional.empty();
  private int batch = LARGEST_BATCH;

  /**
   * @param lastPoll keeps the manager's last word while the device is off
   * @param news called when there is something new to play, or nobody to ask any more
   */
  Link(
      ManagerApi manager,
      Programme programme,
      SoundCache cache,
      PlayReports reports,
      Clock clock,
      RandomGenerator random,
      StateFile lastPoll,
      Consumer<String> log,
      Runnable news) {
    this.manager = manager;
    this.programme = programme;
    this.cache = cache;
    this.reports = reports;
    this.clock = clock;
    this.lastPoll = lastPoll;
    this.log = log;
    this.news = news;
    reporting = new Pace(random);
    polling = new Pace(random);
    fetching = new Pace(random);
  }

  /** Makes the calls that are due and answers how long there will be none. */
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

  /** One last try to send what was played. */
  void sayGoodbye() throws InterruptedException {
    if (programme.contact() == Contact.MADE && !reports.unsent(clock.instant(), 1).isEmpty()) {
      attempt(new Pace(RandomGenerator.getDefault()), this::report);
    }
  }

  private void attempt(Pace pace, Call call) throws InterruptedException {
    Instant now = clock.instant();
    if (!pace.isDue(now)) {
      return;
    }
    try {
      pace.succeeded(call.make(now));
    } catch (Refused refused) {
      Duration least = refused.status() == 401 ? WITHOUT_ADMISSION : Duration.ZERO;
      pace.failed(now, refused.retryAfter().orElse(least));
      tell(pace, refused);
    } catch (IOException | IllegalArgumentException failure) {
      pace.failed(now, Duration.ZERO);
      tell(pace, failure);
    }
  }

  private void tell(Pace pace, Exception failure) {
    if (pace == polling) {
      if (programme.contact() != Contact.LOST) {
        log.accept(
            "has lost the manager and goes on from its cache: "
                + Objects.requireNonNullElse(
                    failure.getMessage(), failure.getClass().getSimpleName()));
      }
      programme.contact(Contact.LOST);
      news.run();
    } else if (failure instanceof Damaged) {
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
    } catch (Refused refused) {
      if (!refused.isFinal()) {
        throw refused;
      }
      // One that the manager cannot read must not hold up the others: find it, and let it go.
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
      programme.follow(Instructions.of(answer.body().get()));
      lastPoll.write(answer.body().get());
      etag = answer.etag();
    }
    if (programme.contact() == Contact.LOST) {
      log.accept("has found the manager again");
    }
    programme.contact(Contact.MADE);
    news.run();
    return now.plus(answer.pollAfter());
  }

  private Instant fetch(Instant now) throws IOException, InterruptedException {
    Entry entry = missing().orElseThrow();
    try {
      cache.fetch(entry, manager::download);
    } catch (Refused refused) {
      // The signature may have expired: the next poll brings a new one, if it is asked for all.
      etag = Optional.empty();
      throw refused;
    }
    news.run();
    cache.trim(
        programme.upcoming().stream().map(Entry::sha256).collect(Collectors.toUnmodifiableSet()));
    return now;
  }

  private Optional<Entry> missing() {
    return programme.upcoming().stream().filter(entry -> !cache.holds(entry)).findFirst();
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
