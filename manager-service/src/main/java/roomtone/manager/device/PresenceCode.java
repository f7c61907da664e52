package roomtone.manager.device;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The code that proves presence in a room at a time.
 *
 * @param code six digits, with leading zeros
 * @param validUntil the end of the period of this code; it is accepted for one more period
 */
@Schema(name = "PresenceCode")
public record PresenceCode(
    @Schema(
            pattern = "^[0-9]{6}$",
            description =
                "What listeners enter to check in. Show it on a screen in the room, never in print.",
            examples = "042917")
        String code,
    @Schema(
            description = "When the next code follows. This one is accepted for five minutes more.",
            examples = "2026-11-24T15:05:00Z")
        Instant validUntil) {}
