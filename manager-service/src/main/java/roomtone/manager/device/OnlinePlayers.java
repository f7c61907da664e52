package roomtone.manager.device;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Loads the players that are online when the pod starts. Until that is done the pod is not ready:
 * else a device that calls it for the first time during an outage of the database would get
 * nothing.
 */
@Readiness
@ApplicationScoped
class OnlinePlayers implements HealthCheck {

  private static final Logger LOG = Logger.getLogger(OnlinePlayers.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final KnownDevices devices;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean loaded;

  OnlinePlayers(KnownDevices devices) {
    this.devices = devices;
  }

  void start(@Observes StartupEvent event) {
    Thread.startVirtualThread(this::load);
  }

  void stop(@Observes ShutdownEvent event) {
    stopped.countDown();
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("online players").status(loaded).build();
  }

  /** Tries until the database answers; the check of the schema tells that it does not. */
  private void load() {
    try {
      do {
        try {
          int count = devices.loadOnline();
          loaded = true;
          if (count > 0) {
            LOG.infof("players loaded count=%d", count);
          }
        } catch (SQLException e) {
          LOG.debugf("players not loaded: %s", e.getMessage());
        }
      } while (!loaded && !stopped.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
