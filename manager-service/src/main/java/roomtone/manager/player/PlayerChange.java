package roomtone.manager.player;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.ZoneId;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.manager.rest.Fields;
import roomtone.model.OpeningHours;
import roomtone.model.PlayerRow;
import roomtone.problem.Problem;

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
        JsonNode checkinsPerHour,
    @Schema(
            implementation = String.class,
            enumeration = {PlayerRow.OPEN, PlayerRow.CODE},
            description =
                "open: listeners check in freely; code: with the code that the room shows.",
            examples = "code")
        JsonNode presence) {

  /**
   * Sets the fields that were sent, but for those that depend on other rows: the slug and the
   * manager.
   *
   * @throws Problem 400 when a value does not fit
   */
  void applyTo(ManagedPlayer player) {
    if (name != null) {
      player.name = Fields.required("name", name, PlayerAdmin.MAX_NAME);
    }
    if (timezone != null) {
      player.timezone = knownZone(Fields.required("timezone", timezone, PlayerAdmin.MAX_NAME));
    }
    if (volumeDb != null) {
      player.volumeDb = (float) Fields.number("volume_db", volumeDb, -60, 12);
    }
    if (openingHours != null) {
      player.openingHours = validHours(openingHours);
    }
    if (paused != null) {
      player.paused = Fields.bool("paused", paused);
    }
    if (crossfadeSeconds != null) {
      player.crossfadeSeconds = (float) Fields.number("crossfade_seconds", crossfadeSeconds, 0, 30);
    }
    if (soundscapeSeconds != null) {
      player.soundscapeSeconds = Fields.integer("soundscape_seconds", soundscapeSeconds, 10, 3600);
    }
    if (checkinsPerHour != null) {
      player.checkinsPerHour = Fields.integer("checkins_per_hour", checkinsPerHour, 1, 100_000);
    }
    if (presence != null) {
      player.presence = validPresence(Fields.required("presence", presence, PlayerAdmin.MAX_NAME));
    }
  }

  /**
   * Requires one of the two ways to check in.
   *
   * @throws Problem 400 when it is another word
   */
  static String validPresence(String presence) {
    if (!presence.equals(PlayerRow.OPEN) && !presence.equals(PlayerRow.CODE)) {
      throw Fields.invalid("presence", "must be open or code");
    }
    return presence;
  }

  /**
   * Requires an IANA name. Java also accepts offsets such as "+02:00", which have no summer time,
   * and names of its own, which browsers do not know.
   */
  private static String knownZone(String name) {
    if (!ZoneId.getAvailableZoneIds().contains(name) || name.startsWith("SystemV/")) {
      throw Fields.invalid("timezone", "must be an IANA name such as Europe/Vienna");
    }
    return name;
  }

  private static String validHours(JsonNode json) {
    try {
      OpeningHours.parse(json);
      return json.isNull() ? null : json.toString();
    } catch (IllegalArgumentException e) {
      throw Fields.invalid("opening_hours", "is invalid: " + e.getMessage());
    }
  }
}
