package roomtone.brain.vote;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.brain.taste.Tastes;
import roomtone.model.Taste;

/**
 * The answer to a vote: the vote, and the listener's taste after it. It shows nothing of others.
 *
 * @param preferenceVector five numbers, unit length; null while unknown
 */
record VoteAnswer(
    UUID id,
    UUID songId,
    @Schema(examples = "5") int voteValue,
    Instant voteTime,
    @Schema(
            nullable = true,
            description = "Your taste now: five numbers, unit length; null while unknown",
            examples = "[0.6, 0.8, 0, 0, 0]")
        List<Double> preferenceVector,
    @Schema(
            nullable = true,
            description = "The player of the room in which it counts; null when it counts in none")
        UUID countsFor,
    @Schema(
            nullable = true,
            enumeration = {"no-session", "other-room", "presence"},
            description =
                "Why it counts in no room: you were not checked in to one, or to another than player_id named; presence: your session has no room, and in the room that player_id names the votes of those count who checked in there with its code. Null when it counts")
        String whyNot,
    @Schema(
            nullable = true,
            description = "When your session ends, which each vote renews; null without a session")
        Instant sessionExpiresAt) {

  static VoteAnswer of(CastVote vote, int voteValue, Optional<Taste> taste, Counting counting) {
    return new VoteAnswer(
        vote.id(),
        vote.songId(),
        voteValue,
        vote.voteTime(),
        Tastes.numbers(taste),
        counting.playerId(),
        counting.whyNot() == null ? null : counting.whyNot().word(),
        counting.sessionExpiresAt());
  }
}
