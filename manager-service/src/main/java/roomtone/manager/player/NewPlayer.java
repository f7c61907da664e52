package roomtone.manager.player;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.manager.rest.Fields;
import roomtone.model.PlayerRow;
import roomtone.problem.Problem;

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
        UUID managerId,
    @Schema(
            nullable = true,
            enumeration = {PlayerRow.OPEN, PlayerRow.CODE},
            defaultValue = PlayerRow.OPEN,
            description =
                "Whether listeners check in freely, or with the code that the room shows.",
            examples = "open")
        String presence) {

  /**
   * The presence, {@code open} when it is absent.
   *
   * @throws Problem 400 when it is another word
   */
  String validPresence() {
    return presence == null
        ? PlayerRow.OPEN
        : PlayerChange.validPresence(Fields.required("presence", presence, PlayerAdmin.MAX_NAME));
  }
}
