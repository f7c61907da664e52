package roomtone.manager.device;

import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import roomtone.meter.Meters;

/** Sets players whose devices poll no more to offline. */
@ApplicationScoped
class OfflineSweep {

  private static final Logger LOG = Logger.getLogger(OfflineSweep.class);

  /**
   * Heartbeats must have been written for this long before a player is set to offline: after a
   * start or an outage of the database they are missing for another reason.
   */
  private static final Duration STEADY = Duration.ofSeconds(30);

  private static final String SWEEP =
      """
      with silent as (
        select p.id from public.players p
        where p.status <> 'offline' and p.offline_at < (select roomtone.now())
        order by p.id for no key update skip locked
      )
      update public.players p set status = 'offline' from silent where p.id = silent.id
      """;

  private final DataSource database;
  private final Heartbeats heartbeats;
  private final Counter goneOffline;

  OfflineSweep(DataSource database, Heartbeats heartbeats, Meters meters) {
    this.database = database;
    this.heartbeats = heartbeats;
    this.goneOffline = meters.counter("roomtone.players.offline");
  }

  void sweep() {
    if (heartbeats.steadyFor().compareTo(STEADY) < 0) {
      return;
    }
    try (Connection connection = database.getConnection();
        PreparedStatement update = connection.prepareStatement(SWEEP)) {
      int count = update.executeUpdate();
      if (count > 0) {
        goneOffline.increment(count);
        LOG.infof("players gone offline count=%d", count);
      }
    } catch (SQLException e) {
      heartbeats.databaseFailed();
      LOG.debugf("offline sweep failed: %s", e.getMessage());
    }
  }
}
