package roomtone.manager.history;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.manager.rest.Csv;

/** A play, as staff read it. */
@Schema(name = "PlayRecord")
record PlayRecord(
    @Schema(description = "The id that the device gave the play.") UUID playId,
    @Schema(nullable = true, description = "Null: the song no longer exists.") UUID songId,
    @Schema(nullable = true, examples = "Rain on a tent") String title,
    @Schema(nullable = true, examples = "The Clouds") String artist,
    @Schema(examples = "2026-11-24T15:00:00Z") Instant startedAt,
    @Schema(
            nullable = true,
            description = "Null: it plays, or its end was not reported.",
            examples = "2026-11-24T15:03:00Z")
        Instant endedAt,
    @Schema(
            description = "started_at in the player's timezone.",
            examples = "2026-11-24T16:00:00+01:00")
        OffsetDateTime startedLocal,
    @Schema(nullable = true, examples = "2026-11-24T16:03:00+01:00") OffsetDateTime endedLocal,
    @Schema(nullable = true, description = "Duration from its start to its end.", examples = "180")
        Long seconds,
    @Schema(
            nullable = true,
            enumeration = {"finished", "skipped", "failed", "interrupted"},
            description = "How it ended.")
        String outcome,
    @Schema(
            nullable = true,
            enumeration = {"collective", "house", "rotation"},
            description =
                "collective: the tastes of five listeners or more picked it (setting disclosure_minimum; for the newest play as many have to be there now, too); rotation: any "
                    + "other pick, also one by fewer or by the votes of the room; null: the song was not from the queue.")
        String reason) {

  static final List<String> COLUMNS =
      List.of(
          "play_id",
          "song_id",
          "title",
          "artist",
          "started_at",
          "ended_at",
          "started_local",
          "ended_local",
          "seconds",
          "outcome",
          "reason");

  List<String> cells() {
    return List.of(
        Csv.plain(playId),
        Csv.plain(songId),
        Csv.cell(title),
        Csv.cell(artist),
        Csv.plain(startedAt),
        Csv.plain(endedAt),
        clock(startedLocal),
        clock(endedLocal),
        Csv.plain(seconds),
        Csv.plain(outcome),
        Csv.plain(reason));
  }

  private static String clock(OffsetDateTime at) {
    return at == null ? "" : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at);
  }

  /** Local time, rounded down to the millisecond. */
  static OffsetDateTime local(Instant at, ZoneId zone) {
    return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).atZone(zone).toOffsetDateTime();
  }
}
