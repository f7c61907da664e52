package roomtone.manager.overview;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The state of all players and songs at a moment.
 *
 * @param serverTime the database's time
 * @param problems at most {@value #MAX_PROBLEMS}
 * @param total number of problems
 */
@Schema(name = "Overview")
record Overview(
    Instant serverTime,
    PlayerFigures players,
    @Schema(nullable = true, description = "Null for managers.") SongFigures songs,
    @Schema(
            description =
                "At most 200, the most urgent kinds first: no-playable-songs, player-offline, queue-starving, song-failing (suspended songs first), "
                    + "song-silent-or-unreadable, low-confidence, player-never-seen. Within a kind the newest first.")
        List<Problem> problems,
    @Schema(description = "How many problems there are, listed or not.", examples = "3")
        long total) {

  /** How many problems are listed. */
  static final int MAX_PROBLEMS = 200;

  /** How many players in use are in each state; each player is in one. */
  @Schema(name = "PlayerFigures")
  record PlayerFigures(
      @Schema(description = "Players in use: the sum of the others.", examples = "12") long total,
      @Schema(description = "Open, and the device has reported a song that runs.", examples = "8")
          long playing,
      @Schema(description = "Open, the device polls, and nothing runs.", examples = "1") long idle,
      @Schema(
              description =
                  "Open, the device polls and has not reported anything since it came online.",
              examples = "0")
          long online,
      @Schema(description = "Open, and the device does not poll.", examples = "1") long offline,
      @Schema(description = "Open, and staff have paused it.", examples = "0") long paused,
      @Schema(description = "Outside the opening hours.", examples = "2") long closed) {}

  /** How many songs in use have what. */
  @Schema(name = "SongFigures")
  record SongFigures(
      @Schema(description = "Songs in use.", examples = "1204") long total,
      @Schema(description = "A suggested embedding waits for confirmation.", examples = "17")
          long suggested,
      @Schema(
              description = "Without an embedding: they are picked by rotation alone.",
              examples = "21")
          long withoutEmbedding,
      @Schema(description = "The time was up before the end of the file.", examples = "3")
          long partlyAnalysed) {}

  /** Something that staff should look at; what it is not about is null. */
  @Schema(name = "OverviewProblem")
  record Problem(
      @Schema(
              enumeration = {
                "no-playable-songs",
                "player-offline",
                "queue-starving",
                "song-failing",
                "song-silent-or-unreadable",
                "low-confidence",
                "player-never-seen"
              },
              description =
                  "no-playable-songs: its library has no song in use that is not suspended there; player-offline: open by its hours, not paused, and the device does not poll; "
                      + "queue-starving: fewer entries than five, or than songs that it may play; song-failing: plays of a song in a room failed in the last 24 hours; "
                      + "song-silent-or-unreadable: the analysis heard nothing in it; low-confidence: songs whose suggested embedding waits for confirmation; player-never-seen: no device has polled.")
          String kind,
      @Schema(nullable = true) UUID playerId,
      @Schema(nullable = true, examples = "Lobby") String playerName,
      @Schema(nullable = true) UUID songId,
      @Schema(nullable = true, examples = "Rain on a tent") String songTitle,
      @Schema(
              nullable = true,
              description =
                  "player-offline: the last poll; player-never-seen: when the player was added; song-failing: the last failed play; song-silent-or-unreadable: the last change of the song.")
          Instant since,
      @Schema(
              nullable = true,
              description =
                  "song-failing: failed plays; low-confidence: songs; queue-starving: entries in the queue.",
              examples = "3")
          Long count,
      @Schema(
              nullable = true,
              description =
                  "song-failing: whether the song is suspended in this room because its last three plays failed.")
          Boolean suspended,
      @Schema(
              description = "What it is and what to do, in English.",
              examples = "3 plays failed in the last 24 hours. The song is suspended in this room.")
          String detail) {}
}
