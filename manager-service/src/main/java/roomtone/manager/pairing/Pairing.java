package roomtone.manager.pairing;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import roomtone.limit.RateLimit;
import roomtone.limit.RateLimits;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.device.DeviceToken;
import roomtone.manager.player.PlayerAdmin;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Staff;
import roomtone.problem.Problem;

/** Pairs devices with players: a device asks, staff confirm, the device receives its token. */
@ApplicationScoped
class Pairing {

  private static final Logger LOG = Logger.getLogger(Pairing.class);

  static final double POLL_SECONDS = 5;

  /** How many wrong codes one member of staff may enter in a minute. */
  static final int MAX_MISTAKES_PER_MINUTE = 10;

  /** The answer to a device. Components that are null are left out of the JSON. */
  @Schema(name = "Pairing", minProperties = 2)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(
      @Schema(description = "For staff, in the first answer.", examples = "KTZW-BQRM") String code,
      @Schema(
              description = "For the device's next calls, 64 hex digits, in the first answer.",
              examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
          String secret,
      @Schema(description = "Until when it may be confirmed and asked for.") Instant expiresAt,
      @Schema(description = "When to ask again.", examples = "5.0") Double pollAfterSeconds,
      @Schema(
              description = "The device's X-API-Key, in the last answer alone.",
              examples = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")
          String token,
      @Schema(description = "The player that it is, in the last answer.") UUID playerId,
      @Schema(description = "Its name, in the last answer.", examples = "Garden") String name) {}

  private final Pairings pairings;
  private final PlayerAdmin players;
  private final Staff staff;
  private final Audit audit;
  private final RateLimits<String> codes;
  private final RateLimits<UUID> mistakes;

  Pairing(
      Pairings pairings,
      PlayerAdmin players,
      Staff staff,
      Audit audit,
      PairingSettings settings,
      Clock clock) {
    this.pairings = pairings;
    this.players = players;
    this.staff = staff;
    this.audit = audit;
    this.codes = new RateLimits<>(RateLimit.perHour(settings.codesPerHour()), clock);
    this.mistakes =
        new RateLimits<>(
            RateLimit.perMinute(MAX_MISTAKES_PER_MINUTE, MAX_MISTAKES_PER_MINUTE), clock);
  }

  /**
   * Begins a pairing with a new code.
   *
   * @param address whose rate limit it counts against
   */
  @Transactional
  Answer begin(String address) {
    Duration wait = codes.take(address);
    if (!wait.isZero()) {
      throw tooMany(wait);
    }
    String code = PairingCode.create();
    String secret = DeviceToken.create();
    Instant expiresAt =
        pairings
            .add(code, DeviceToken.hash(secret))
            .orElseThrow(() -> tooMany(Duration.ofMinutes(1)));
    return new Answer(PairingCode.format(code), secret, expiresAt, POLL_SECONDS, null, null, null);
  }

  /**
   * The state of a pairing: the token once staff have confirmed it. Another token is given until
   * the first poll, because an answer may be lost on the way.
   *
   * @param secret that the device received with its code
   */
  @Transactional
  Answer poll(String secret) {
    Pairings.Row row =
        pairings
            .bySecret(DeviceToken.hash(secret))
            .filter(found -> !found.used())
            .orElseThrow(() -> Problem.of("pairing-over"));
    if (row.playerId() == null) {
      return new Answer(null, null, row.expiresAt(), POLL_SECONDS, null, null, null);
    }
    String token = players.changeTokenOfPaired(row.playerId());
    pairings.markDelivered(row.id());
    LOG.infof("device paired player=%s pairing=%s", row.playerId(), row.id());
    return new Answer(null, null, null, null, token, row.playerId(), row.playerName());
  }

  /** Confirms that the device which shows a code belongs to a player. */
  @Transactional
  void confirm(String playerId, String typed) {
    UUID player = players.requireInUse(playerId);
    Duration wait = mistakes.wait(staff.id());
    if (!wait.isZero()) {
      throw Problem.of("too-many-mistakes").retryAfter(wait);
    }
    Optional<UUID> confirmed =
        PairingCode.parse(Fields.required("code", typed, 20))
            .flatMap(code -> pairings.confirm(code, player, staff.id()));
    if (confirmed.isEmpty()) {
      mistakes.take(staff.id());
      throw Problem.of("unknown-code");
    }
    audit.done("pair", Thing.PLAYER, player);
  }

  private static Problem tooMany(Duration wait) {
    return Problem.of("too-many-pairings").retryAfter(wait);
  }
}
