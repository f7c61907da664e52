package roomtone.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.AgroalPoolInterceptor;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * Limits how long a call waits for the database, however many statements it makes. When the time is
 * over it closes the connection that the call uses: the statement or the commit that waits fails,
 * the call is answered with 503, and the pool makes a new connection. The pool's idle connections
 * are closed, too, because they may have been lost on the same way.
 *
 * <p>Statements of no call, such as those of schedules, have the limit of the socket alone ({@code
 * socketTimeout}).
 */
@Singleton
public class DatabaseWait implements AgroalPoolInterceptor {

  private static final Logger LOG = Logger.getLogger(DatabaseWait.class);

  private static final String KEY = DatabaseWait.class.getName();

  /** Priority of the filter: before all others. */
  private static final int PRIORITY = 3200;

  /** A connection that a call uses. */
  private record Use(CallWait call, Future<?> end) {}

  private final CurrentVertxRequest current;
  private final Instance<AgroalDataSource> pool;
  private final Map<PGConnection, Use> uses = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("database-wait").factory());

  @Inject
  DatabaseWait(CurrentVertxRequest current, Instance<AgroalDataSource> pool) {
    this.current = current;
    this.pool = pool;
    timer.setRemoveOnCancelPolicy(true);
  }

  void register(@Observes Filters filters) {
    filters.register(
        call -> {
          call.put(KEY, new CallWait(System.nanoTime()));
          call.next();
        },
        PRIORITY);
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }

  /**
   * Lifts the limit for a call that changes thousands of rows. Each of its statements then has the
   * limit of the socket alone.
   */
  public void lift(RoutingContext call) {
    call.<CallWait>get(KEY).lift();
  }

  @Override
  public void onConnectionAcquire(Connection connection) {
    CallWait call = currentCall();
    PGConnection used = unwrap(connection);
    if (call == null || !call.isLimited() || used == null) {
      return;
    }
    Duration rest = call.connected(System.nanoTime());
    Future<?> end = timer.schedule(() -> end(used), rest.toNanos(), TimeUnit.NANOSECONDS);
    cancel(uses.put(used, new Use(call, end)));
  }

  @Override
  public void onConnectionReturn(Connection connection) {
    release(connection);
  }

  @Override
  public void onConnectionDestroy(Connection connection) {
    release(connection);
  }

  private void release(Connection connection) {
    PGConnection used = unwrap(connection);
    Use use = used == null ? null : uses.remove(used);
    if (use != null) {
      cancel(use);
      use.call().returned(System.nanoTime());
    }
  }

  private static void cancel(Use use) {
    if (use != null) {
      use.end().cancel(false);
    }
  }

  private CallWait currentCall() {
    if (!Arc.container().requestContext().isActive()) {
      return null;
    }
    RoutingContext call = current.getCurrent();
    return call == null ? null : call.get(KEY);
  }

  /** Closes the socket, without a word to the server: what waits for its answer fails. */
  private void end(PGConnection used) {
    uses.remove(used);
    Connection connection = (Connection) used;
    try {
      if (!connection.isClosed()) {
        LOG.debugf("the database did not answer in time, a connection is closed");
        connection.abort(Thread::startVirtualThread);
        pool.get().flush(FlushMode.IDLE);
      }
    } catch (SQLException e) {
      LOG.debugf("connection not closed: %s", e.getMessage());
    }
  }

  /** Returns the connection of the driver; null when it is closed. */
  private static PGConnection unwrap(Connection connection) {
    try {
      return connection.unwrap(PGConnection.class);
    } catch (SQLException e) {
      return null;
    }
  }
}
