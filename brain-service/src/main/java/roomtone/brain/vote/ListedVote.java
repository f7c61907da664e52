package roomtone.brain.vote;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A vote in the list of its listener, with what the song is called.
 *
 * @param title of the song, archived or not
 * @param artist null when it is not known
 * @param voteValue 1 (much less of it) to 5 (much more of it)
 * @param voteTime when it was cast; a change keeps it
 * @param playerId the player at which its listener had an active session; null for none
 */
public record ListedVote(
    UUID id,
    UUID songId,
    @Schema(examples = "Rain on a tent") String title,
    @Schema(nullable = true, examples = "The Clouds") String artist,
    @Schema(examples = "5") int voteValue,
    Instant voteTime,
    @Schema(nullable = true) UUID playerId) {}
