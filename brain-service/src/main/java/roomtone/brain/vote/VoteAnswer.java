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
        List<Double> preferenceVector) {

  static VoteAnswer of(CastVote vote, int voteValue, Optional<Taste> taste) {
    return new VoteAnswer(
        vote.id(), vote.songId(), voteValue, vote.voteTime(), Tastes.numbers(taste));
  }
}
