package roomtone.manager.player;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What staff change of a player: a component is null when the field was not sent. */
@Schema(name = "PlayerChange", description = "What is absent stays as it is.")
record PlayerChange(
    @Schema(implementation = String.class, maxLength = PlayerAdmin.MAX_NAME, examples = "Lobby")
        JsonNode name,
    @Schema(implementation = String.class, pattern = "^[a-z0-9-]{3,40}$", examples = "lobby")
        JsonNode slug,
    @Schema(
            implementation = UUID.class,
            nullable = true,
            description = "Admins alone change it. Null: the admins.")
        JsonNode managerId,
    @Schema(
            implementation = String.class,
            description = "IANA name, no offset.",
            examples = "Europe/Vienna")
        JsonNode timezone,
    @Schema(implementation = Float.class, minimum = "-60", maximum = "12", examples = "-3.5")
        JsonNode volumeDb,
    @Schema(
            implementation = Object.class,
            nullable = true,
            description =
                "Null: always open. Else from-until pairs in local time for mon..sun, at most 10 a day.",
            examples = "{\"mon\": [[\"08:00\", \"20:00\"]], \"fri\": [[\"20:00\", \"02:00\"]]}")
        JsonNode openingHours,
    @Schema(implementation = Boolean.class) JsonNode paused,
    @Schema(implementation = Float.class, minimum = "0", maximum = "30", examples = "7")
        JsonNode crossfadeSeconds,
    @Schema(implementation = Integer.class, minimum = "10", maximum = "3600", examples = "180")
        JsonNode soundscapeSeconds,
    @Schema(
            implementation = Integer.class,
            minimum = "1",
            maximum = "100000",
            description =
                "How many sessions may begin here from one address in an hour; a venue's Wi-Fi is one address.",
            examples = "300")
        JsonNode checkinsPerHour) {}
