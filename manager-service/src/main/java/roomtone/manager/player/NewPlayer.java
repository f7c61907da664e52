package roomtone.manager.player;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A player that staff add. */
@Schema(name = "NewPlayer")
record NewPlayer(
    @Schema(required = true, maxLength = PlayerAdmin.MAX_NAME, examples = "Lobby") String name,
    @Schema(
            nullable = true,
            pattern = "^[a-z0-9-]{3,40}$",
            description = "Derived from the name when absent.",
            examples = "lobby")
        String slug,
    @Schema(
            nullable = true,
            description =
                "Who looks after it, a user's id. Absent: the admins, or the manager who adds it.")
        UUID managerId) {}
