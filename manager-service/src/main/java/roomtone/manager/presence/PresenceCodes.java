package roomtone.manager.presence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.device.PresenceCode;
import roomtone.manager.player.PlayerAdmin;
import roomtone.problem.Problem;

/** What staff do with presence codes: admins with those of all players, managers with their own. */
@ApplicationScoped
class PresenceCodes {

  private static final Logger LOG = Logger.getLogger(PresenceCodes.class);

  private final PresenceSecrets secrets;
  private final PlayerAdmin players;
  private final Audit audit;

  PresenceCodes(PresenceSecrets secrets, PlayerAdmin players, Audit audit) {
    this.secrets = secrets;
    this.players = players;
    this.audit = audit;
  }

  /**
   * The code of now.
   *
   * @throws Problem 404 when the caller may see no such player in use, 409 when its room is open
   */
  @Transactional
  PresenceCode now(String playerId) {
    return secrets
        .find(players.requireInUse(playerId))
        .orElseThrow(PresenceCodes::open)
        .codeAt(secrets.now());
  }

  /**
   * Rotates the codes of a room and returns the code of now. Those shown before are no longer
   * accepted.
   *
   * @throws Problem as {@link #now}
   */
  @Transactional
  PresenceCode rotate(String playerId) {
    UUID player = players.requireInUse(playerId);
    PresenceCode code =
        secrets.replace(player).orElseThrow(PresenceCodes::open).codeAt(secrets.now());
    audit.done("rotate-presence-code", Thing.PLAYER, player);
    LOG.infof("presence secret rotated player=%s", player);
    return code;
  }

  private static Problem open() {
    return Problem.of("no-presence-code");
  }
}
