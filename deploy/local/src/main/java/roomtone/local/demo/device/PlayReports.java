package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.local.demo.device.PlayReport.Outcome;

/** The reports that the manager has not confirmed and the one of the running play, on disk. */
final class PlayReports {

  /** The manager rejects older reports. */
  private static final Duration WORTH_SENDING = Duration.ofDays(7);

  /** A report, and whether its present state has still to be sent. */
  private record Kept(PlayReport report, boolean unsent) {}

  private final StateFile file;
  private final Map<UUID, Kept> kept = new LinkedHashMap<>();

  PlayReports(Path folder) throws IOException {
    file = new StateFile(folder.resolve("reports.json"));
    for (JsonNode json : file.read().orElse(StateFile.JSON.createArrayNode())) {
      PlayReport report = PlayReport.of(json);
      kept.put(report.playId(), new Kept(report, json.path("unsent").asBoolean()));
    }
  }

  synchronized void started(PlayReport report) {
    keep(report);
  }

  synchronized void ended(PlayReport report, Instant at, Outcome outcome) {
    keep(report.ended(at, outcome));
  }

  /**
   * Ends the play that was running when the device lost its power. The time is unknown, so the play
   * ends now, or at the end of its song if that was earlier.
   */
  synchronized void endInterrupted(Instant now, SoundCache cache) throws IOException {
    for (Kept each : List.copyOf(kept.values())) {
      PlayReport report = each.report();
      if (report.end().isEmpty()) {
        Instant latest =
            report.startedAt().plus(cache.playFor(report.songId()).orElse(Duration.ZERO));
        ended(report, latest.isBefore(now) ? latest : now, Outcome.INTERRUPTED);
      }
    }
  }

  /** The oldest unsent reports, at most so many; reports that are too old are left out. */
  synchronized List<PlayReport> unsent(Instant now, int limit) {
    Instant oldest = now.minus(WORTH_SENDING);
    if (kept.values().removeIf(each -> each.report().startedAt().isBefore(oldest))) {
      save();
    }
    return kept.values().stream().filter(Kept::unsent).map(Kept::report).limit(limit).toList();
  }

  /** Marks reports as sent; one that has changed since is sent again. */
  synchronized void delivered(List<PlayReport> reports) {
    for (PlayReport report : reports) {
      if (report.equals(kept.get(report.playId()).report())) {
        if (report.end().isPresent()) {
          kept.remove(report.playId());
        } else {
          kept.put(report.playId(), new Kept(report, false));
        }
      }
    }
    save();
  }

  private void keep(PlayReport report) {
    kept.put(report.playId(), new Kept(report, true));
    save();
  }

  private void save() {
    ArrayNode array = StateFile.JSON.createArrayNode();
    for (Kept each : kept.values()) {
      ObjectNode json = each.report().toJson();
      array.add(json.put("unsent", each.unsent()));
    }
    try {
      file.write(array);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot keep reports of plays", failure);
    }
  }
}
