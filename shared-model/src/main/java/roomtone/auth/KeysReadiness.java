package roomtone.auth;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import roomtone.auth.KeyFetch.Outcome;

/**
 * Reports not ready only when a setting is proven wrong: what answers has never given a key that
 * verifies tokens. So pods with a wrong setting do not replace pods with a right one. While Auth is
 * away, pods stay ready and new ones become ready, because devices and public calls need no tokens.
 * The data say what the last fetch gave in any case.
 */
@Readiness
@ApplicationScoped
class KeysReadiness implements HealthCheck {

  private final PublishedKeys keys;

  KeysReadiness(PublishedKeys keys) {
    this.keys = keys;
  }

  @Override
  public HealthCheckResponse call() {
    // A pod without calls has fresh keys, too, when Auth goes away.
    keys.refreshWhenDue();
    Optional<KeyFetch> last = keys.lastFetch();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("keys").withData("trusted", keys.trusted());
    last.map(KeyFetch::failure)
        .filter(failure -> !failure.isEmpty())
        .ifPresent(failure -> answer.withData("error", failure));
    boolean isAway = last.map(KeyFetch::outcome).filter(Outcome.AWAY::equals).isPresent();
    return answer.status(keys.hasServed() || isAway).build();
  }
}
