package roomtone.brain.profile;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The shape of an export, which describes it in the OpenAPI document; the database writes the JSON.
 *
 * @see Account#export
 */
record Export(
    Person profile,
    List<Stay> sessions,
    List<Opinion> votes,
    @Schema(description = "What was played where you were, in the last 24 hours") List<Heard> heard,
    @Schema(
            description =
                "What votes with an Idempotency-Key were answered, in the last 24 hours: the same request gets the same answer")
        List<Request> voteRequests,
    @Schema(
            description =
                "Votes of the last hour that are gone, by you or by an erasure: they go on counting for the limits of votes an hour")
        List<Withdrawn> withdrawnVotes,
    @Schema(
            description =
                "When you changed votes or took them back in the last 10 minutes, for the limit of changes")
        List<Change> voteChanges,
    @Schema(description = "Votes that came from elsewhere and could not be taken over")
        List<Rejected> rejectedVotes,
    Instant exportedAt) {

  private static final String ANSWER =
      """
      {"id": "0b5c2f0e-6d1a-4a7e-9a53-2f8f5b1f7c11", "song_id": "6f1e2d3c-4b5a-4678-9abc-def012345678", "vote_value": 5, "vote_time": "2026-11-24T18:30:00Z", "preference_vector": [0.8, 0.6, 0, 0, 0]}""";

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
      @Schema(nullable = true) UUID sessionId,
      @Schema(
              nullable = true,
              description = "How much it counts in what the room thinks of the song, up to 1",
              examples = "1")
          Double weight) {}

  record Heard(
      UUID playId,
      UUID sessionId,
      UUID playerId,
      UUID songId,
      @Schema(examples = "Rain on a roof") String song,
      Instant playedAt,
      @Schema(
              description =
                  "How the song fitted your taste: their cosine. From it, and from how it fitted the others there, follows how much you count when the next is picked",
              examples = "0.92")
          double fit) {}

  record Request(
      UUID idempotencyKey,
      @Schema(examples = "201") int status,
      @Schema(type = SchemaType.OBJECT, description = "What was answered", examples = ANSWER)
          Object response,
      Instant createdAt) {}

  record Withdrawn(UUID id, Instant voteTime, @Schema(nullable = true) UUID playerId) {}

  record Change(Instant changedAt) {}

  record Rejected(
      UUID id,
      UUID songId,
      @Schema(examples = "9") int voteValue,
      Instant voteTime,
      @Schema(examples = "outside 1..5") String reason) {}
}
