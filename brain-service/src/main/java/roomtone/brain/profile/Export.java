package roomtone.brain.profile;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The shape of an export, for its description alone: the database writes it.
 *
 * @see Account#export
 */
record Export(
    Person profile,
    List<Stay> sessions,
    List<Opinion> votes,
    @Schema(description = "Votes that came from elsewhere and could not be taken over")
        List<Rejected> rejectedVotes,
    Instant exportedAt) {

  record Person(
      UUID id,
      @Schema(nullable = true, examples = "Ada Lovelace") String name,
      @Schema(nullable = true, examples = "Ada") String displayName,
      Instant createdAt,
      @Schema(nullable = true, examples = "[0.8, 0.6, 0, 0, 0]") List<Double> preferenceVector,
      @Schema(nullable = true, examples = "[1, 0, 0, 0, 0]") List<Double> surveyVector,
      @Schema(nullable = true) Instant surveyAt) {}

  record Stay(
      UUID id,
      @Schema(nullable = true) UUID playerId,
      Instant checkedInAt,
      Instant expiresAt,
      @Schema(enumeration = {"active", "ended", "expired"}) String status,
      @Schema(nullable = true) Instant endedAt) {}

  record Opinion(
      UUID id,
      UUID songId,
      @Schema(examples = "Rain on a roof") String song,
      @Schema(examples = "5") int voteValue,
      Instant voteTime,
      @Schema(nullable = true) UUID playerId,
      @Schema(nullable = true) UUID sessionId) {}

  record Rejected(
      UUID id,
      UUID songId,
      @Schema(examples = "9") int voteValue,
      Instant voteTime,
      @Schema(examples = "outside 1..5") String reason) {}
}
