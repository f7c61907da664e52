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
import roomtone.local.demo.device.PlayReport.Outcome;
import roomtone.local.demo.device.Programme.Contact;
import roomtone.local.demo.device.SoundCache.Track;

/**
 * The playing side: begins and ends songs by the clock, from files that are there. It never waits
 * for the network; when the manager has nothing to say it goes on with what it has.
 */
final class Playback {

  /** How long the room may be silent while files are on their way. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration IDLE_LOOK = Duration.ofSeconds(1);

  /** What plays, and until when. */
  private record Playing(PlayReport report, Instant endsAt) {}

  private final Programme programme;
  private final SoundCache cache;
  private final PlayReports reports;
  private final Clock clock;
  private final Consumer<String> log;
  private final Runnable news;

  private Optional<Playing> playing = Optional.empty();
  private Instant silentSince;

  /**
   * @param news called when a song has begun or ended
   */
  Playback(
      Programme programme,
      SoundCache cache,
      PlayReports reports,
      Clock clock,
      Consumer<String> log,
      Runnable news) {
    this.programme = programme;
    this.cache = cache;
    this.reports = reports;
    this.clock = clock;
    this.log = log;
    this.news = news;
    silentSince = now();
  }

  /** Does what is due and answers how long nothing will be. */
  synchronized Duration step() throws IOException {
    Instant now = now();
    if (playing.isPresent()) {
      endIfDue(playing.get(), now);
    }
    if (playing.isEmpty() && programme.mayPlay() && programme.contact() != Contact.UNTRIED) {
      beginNext(now);
    }
    return playing.map(it -> Duration.between(now, it.endsAt())).orElse(IDLE_LOOK);
  }

  /** Ends what plays because the device is switched off. */
  synchronized void stop() {
    playing.ifPresent(it -> end(it, now(), Outcome.INTERRUPTED));
  }

  private void endIfDue(Playing it, Instant now) {
    if (programme.isSkipped(it.report().playId())) {
      end(it, now, Outcome.SKIPPED);
    } else if (!now.isBefore(it.endsAt())) {
      end(it, it.endsAt(), Outcome.FINISHED);
    } else if (!programme.mayPlay()) {
      end(it, now, Outcome.INTERRUPTED);
    }
  }

  private void end(Playing it, Instant at, Outcome outcome) {
    reports.ended(it.report(), at, outcome);
    playing = Optional.empty();
    silentSince = at;
    news.run();
  }

  private void beginNext(Instant now) throws IOException {
    List<Entry> upcoming = programme.upcoming();
    Optional<Entry> entry = upcoming.stream().filter(cache::holds).findFirst();
    if (entry.isPresent()) {
      Entry it = entry.get();
      programme.started(it.queueId());
      begin(it.songId(), Optional.of(it.queueId()), it.title(), it.sha256(), it.playFor(), now);
    } else if (mustHelpItself(!upcoming.isEmpty(), now)) {
      Optional<Track> oldest = cache.tracks().stream().findFirst();
      if (oldest.isPresent()) {
        Track it = oldest.get();
        begin(it.songId(), Optional.empty(), it.title(), it.sha256(), it.playFor(), now);
      }
    }
  }

  private boolean mustHelpItself(boolean filesAreOnTheirWay, Instant now) {
    return programme.contact() == Contact.LOST
        || (filesAreOnTheirWay && now.isAfter(silentSince.plus(PATIENCE)));
  }

  private void begin(
      UUID songId,
      Optional<UUID> queueId,
      String title,
      String sha256,
      Duration playFor,
      Instant now)
      throws IOException {
    PlayReport report = new PlayReport(UUID.randomUUID(), songId, queueId, now, Optional.empty());
    cache.begun(sha256, now);
    reports.started(report);
    playing = Optional.of(new Playing(report, now.plus(playFor)));
    log.accept("plays \"%s\"%s".formatted(title, queueId.isPresent() ? "" : ", from its cache"));
    news.run();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
