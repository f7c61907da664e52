package roomtone.manager.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One line of the audit log, as staff read it. */
@Schema(name = "AuditLine")
record AuditLine(
    @Schema(description = "Of two lines the later has the greater.", examples = "412") long id,
    Instant at,
    @Schema(description = "Who did it.") UUID actorId,
    @Schema(
            nullable = true,
            description = "Their display name, if they have one.",
            examples = "Ada")
        String actorName,
    @Schema(
            description =
                "create, change, archive, change-token, pause, resume, skip, change-library, change-roles, import and others.",
            examples = "change")
        String action,
    @Schema(enumeration = {"player", "song", "user"}) String thing,
    @Schema(nullable = true, description = "Null: many at once, named in before and after.")
        UUID thingId,
    @Schema(
            implementation = Object.class,
            nullable = true,
            description = "The fields that differ, as they were; null when it is new.",
            examples = "{\"volume_db\": 0.0}")
        @JsonRawValue
        String before,
    @Schema(
            implementation = Object.class,
            nullable = true,
            description = "The same fields as they became.",
            examples = "{\"volume_db\": -3.5}")
        @JsonRawValue
        String after,
    @Schema(
            description =
                "In lists: before and after are too long to be shown, one line alone has them.")
        boolean abridged,
    @Schema(
            nullable = true,
            description = "X-Request-Id of the call.",
            examples = "3f0c8a5e-6d0b-4d52-9a41-2f7e1d0c9b8a")
        String requestId) {}
