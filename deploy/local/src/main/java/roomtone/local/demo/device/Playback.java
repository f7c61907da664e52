package roomtone.local.demo.device;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import roomtone.local.demo.device.PlayQueue.Contact;
import roomtone.local.demo.device.PlayReport.Outcome;
import roomtone.local.demo.device.SoundCache.Track;

/**
 * Starts and ends songs by the clock, from files in the cache. It never waits for the network:
 * without instructions of the manager it plays the cached songs, those heard longest ago first.
 */
final class Playback {

  /** How long it waits in silence for files that are being downloaded. */
  private static final Duration MAX_SILENCE = Duration.ofSeconds(10);

  private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);

  /** The play that is running, and when it ends. */
  private record Playing(PlayReport report, Instant endsAt) {}

  private final PlayQueue queue;
  private final SoundCache cache;
  private final PlayReports reports;
  private final Clock clock;
  private final Consumer<String> log;
  private final Runnable onChange;

  private Optional<Playing> playing = Optional.empty();
  private Instant silentSince;

  /**
   * @param onChange called when a song has started or ended
   */
  Playback(
      PlayQueue queue,
      SoundCache cache,
      PlayReports reports,
      Clock clock,
      Consumer<String> log,
      Runnable onChange) {
    this.queue = queue;
    this.cache = cache;
    this.reports = reports;
    this.clock = clock;
    this.log = log;
    this.onChange = onChange;
    silentSince = now();
  }

  /** Starts or ends a song if that is due; returns the time until the next step. */
  synchronized Duration step() throws IOException {
    Instant now = now();
    if (playing.isPresent()) {
      endIfDue(playing.get(), now);
    }
    if (playing.isEmpty() && queue.mayPlay() && queue.contact() != Contact.UNTRIED) {
      beginNext(now);
    }
    return playing.map(it -> Duration.between(now, it.endsAt())).orElse(IDLE_INTERVAL);
  }

  /** Ends the running play, because the device is switched off. */
  synchronized void stop() {
    playing.ifPresent(it -> end(it, now(), Outcome.INTERRUPTED));
  }

  private void endIfDue(Playing it, Instant now) {
    if (queue.isSkipped(it.report().playId())) {
      end(it, now, Outcome.SKIPPED);
    } else if (!now.isBefore(it.endsAt())) {
      end(it, it.endsAt(), Outcome.FINISHED);
    } else if (!queue.mayPlay()) {
      end(it, now, Outcome.INTERRUPTED);
    }
  }

  private void end(Playing it, Instant at, Outcome outcome) {
    reports.ended(it.report(), at, outcome);
    playing = Optional.empty();
    silentSince = at;
    onChange.run();
  }

  private void beginNext(Instant now) throws IOException {
    List<QueueEntry> upcoming = queue.upcoming();
    Optional<QueueEntry> entry = upcoming.stream().filter(cache::holds).findFirst();
    if (entry.isPresent()) {
      QueueEntry it = entry.get();
      queue.started(it.queueId());
      begin(it.songId(), Optional.of(it.queueId()), it.title(), it.fileName(), it.playFor(), now);
    } else if (playsFromCache(!upcoming.isEmpty(), now)) {
      Optional<Track> oldest = cache.tracks().stream().findFirst();
      if (oldest.isPresent()) {
        Track it = oldest.get();
        begin(it.songId(), Optional.empty(), it.title(), it.fileName(), it.playFor(), now);
      }
    }
  }

  private boolean playsFromCache(boolean downloading, Instant now) {
    return queue.contact() == Contact.LOST
        || (downloading && now.isAfter(silentSince.plus(MAX_SILENCE)));
  }

  private void begin(
      UUID songId,
      Optional<UUID> queueId,
      String title,
      String fileName,
      Duration playFor,
      Instant now)
      throws IOException {
    PlayReport report = new PlayReport(UUID.randomUUID(), songId, queueId, now, Optional.empty());
    cache.begun(fileName, now);
    reports.started(report);
    playing = Optional.of(new Playing(report, now.plus(playFor)));
    log.accept("plays \"%s\"%s".formatted(title, queueId.isPresent() ? "" : ", from its cache"));
    onChange.run();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
