package roomtone.brain.exclusion;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A span of time whose votes do not count in the reputations and the house voice of a room. A vote
 * is out while any exclusion covers it.
 *
 * @param from votes cast at this time or later are covered
 * @param to votes cast before this time are covered
 * @param votes how many votes it took out when it was made, those that are held back included
 * @param createdBy the id of the member of staff who made it
 */
public record VoteExclusion(
    UUID id,
    UUID playerId,
    Instant from,
    Instant to,
    @Schema(
            description =
                "How many votes it took out when it was made: those of the span that no other exclusion covered",
            examples = "100")
        int votes,
    Instant createdAt,
    @Schema(description = "The member of staff who made it") UUID createdBy) {}
