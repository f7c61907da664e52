package roomtone.brain.profile;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The form of an export, for the OpenAPI document; the database writes the JSON.
 *
 * @see Account#export
 */
record Export(
    ExportedProfile profile,
    List<ExportedSession> sessions,
    List<ExportedVote> votes,
    @Schema(
            description =
                "Songs that were played in the last 24 hours in rooms where you were checked in")
        List<ExportedPlay> heard,
    @Schema(
            description =
                "The answers to your votes with an Idempotency-Key in the last 24 hours: a request that is repeated gets the same answer")
        List<ExportedVoteRequest> voteRequests,
    @Schema(
            description =
                "Votes of the last hour that were withdrawn or erased: they still count for the limits of votes in an hour")
        List<WithdrawnVote> withdrawnVotes,
    @Schema(
            description =
                "The times at which you changed or withdrew votes in the last 10 minutes, for the limit of changes")
        List<ExportedVoteChange> voteChanges,
    @Schema(
            description =
                "The times at which you gave a wrong presence code in the last hour, for their limit")
        List<WrongCode> wrongCodes,
    @Schema(description = "Votes from the original schema that could not be migrated")
        List<RejectedVote> rejectedVotes,
    Instant exportedAt) {

  private static final String ANSWER =
      """
      {"id": "0b5c2f0e-6d1a-4a7e-9a53-2f8f5b1f7c11", "song_id": "6f1e2d3c-4b5a-4678-9abc-def012345678", "vote_value": 5, "vote_time": "2026-11-24T18:30:00Z", "preference_vector": [0.8, 0.6, 0, 0, 0], "counts_for": "3b241101-e2bb-4255-8caf-4136c566a962", "why_not": null, "session_expires_at": "2026-11-24T19:30:00Z"}""";

  record ExportedProfile(
      UUID id,
      @Schema(nullable = true, examples = "Ada Lovelace") String name,
      @Schema(nullable = true, examples = "Ada") String displayName,
      Instant createdAt,
      @Schema(nullable = true, examples = "[0.8, 0.6, 0, 0, 0]") List<Double> preferenceVector,
      @Schema(nullable = true, examples = "[1, 0, 0, 0, 0]") List<Double> surveyVector,
      @Schema(nullable = true) Instant surveyAt) {}

  record ExportedSession(
      UUID id,
      @Schema(nullable = true) UUID playerId,
      Instant checkedInAt,
      Instant expiresAt,
      @Schema(enumeration = {"active", "inactive"}) String status,
      @Schema(nullable = true, description = "When it was last renewed") Instant renewedAt,
      @Schema(nullable = true) Instant endedAt,
      @Schema(
              nullable = true,
              enumeration = {"checked-out", "moved", "expired", "unknown", "taken-over"})
          String endReason) {}

  record ExportedVote(
      UUID id,
      UUID songId,
      @Schema(examples = "Rain on a roof") String song,
      @Schema(examples = "5") int voteValue,
      Instant voteTime,
      @Schema(nullable = true) UUID playerId,
      @Schema(nullable = true) UUID sessionId,
      @Schema(
              nullable = true,
              description =
                  "How much the vote counts in the song's reputation in the room, at most 1",
              examples = "1")
          Double weight,
      @Schema(
              description =
                  "Whether the vote does not count in the room's reputations, because you had not been there long enough")
          boolean held,
      @Schema(
              description =
                  "Whether the vote does not count in the room's reputations, because staff took out the votes of that time")
          boolean excluded) {}

  record ExportedPlay(
      UUID playId,
      UUID sessionId,
      UUID playerId,
      UUID songId,
      @Schema(examples = "Rain on a roof") String song,
      Instant playedAt,
      @Schema(
              description =
                  "The cosine similarity of the song and your taste. From it, and from those of the other listeners, follows your weight when the next songs are picked",
              examples = "0.92")
          double fit) {}

  record ExportedVoteRequest(
      UUID idempotencyKey,
      @Schema(examples = "201") int status,
      @Schema(type = SchemaType.OBJECT, description = "The body of the answer", examples = ANSWER)
          Object response,
      Instant createdAt) {}

  record WithdrawnVote(UUID id, Instant voteTime, @Schema(nullable = true) UUID playerId) {}

  record ExportedVoteChange(Instant changedAt) {}

  record WrongCode(Instant givenAt) {}

  record RejectedVote(
      UUID id,
      UUID songId,
      @Schema(examples = "9") int voteValue,
      Instant voteTime,
      @Schema(examples = "outside 1..5") String reason) {}
}
