package roomtone.brain.profile;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The names of a listener; null for none. */
public record Me(
    UUID id,
    @Schema(nullable = true, examples = "Ada Lovelace") String name,
    @Schema(nullable = true, examples = "Ada") String displayName,
    Instant createdAt) {}
