package roomtone.brain.vote;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A vote as its listener sees it.
 *
 * @param voteValue 1 (much less of it) to 5 (much more of it)
 * @param voteTime when it was cast; a change keeps it
 * @param playerId the player at which its listener had an active session; null for none
 */
public record CastVote(
    UUID id,
    UUID songId,
    @Schema(examples = "5") int voteValue,
    Instant voteTime,
    @Schema(nullable = true) UUID playerId) {}
