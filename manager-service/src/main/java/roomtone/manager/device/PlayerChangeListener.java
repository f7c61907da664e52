package roomtone.manager.device;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import roomtone.meter.Meters;
import roomtone.problem.Uuids;

/**
 * Receives notifications of the database about changed players, on a connection of its own.
 *
 * <p>A notification that is lost cannot be told from none. So the listener notifies itself every
 * ten seconds, through the pool and not through its own connection: when that does not arrive,
 * notifications are not relied upon.
 *
 * <p>A connection pooler in transaction mode accepts {@code listen} and passes no notification on.
 * Worse, the connection of the pooler to the server goes on listening, and its notifications reach
 * whoever uses it next. So the listener subscribes to its self-test first, and to changes of
 * players only once a self-test has arrived. When none arrives it says so once, gives the
 * connection back and tries again some minutes later.
 */
@ApplicationScoped
public class PlayerChangeListener {

  private static final Logger LOG = Logger.getLogger(PlayerChangeListener.class);

  /** The channel on which the database notifies the ids of changed players. */
  private static final String CHANNEL = "roomtone_player";

  /**
   * How long a self-test counts. One that was sent at t and has arrived proves that all earlier
   * notifications have arrived.
   */
  private static final Duration PROOF_LIFETIME = Duration.ofSeconds(15);

  private static final Duration RECONNECT_AFTER = Duration.ofSeconds(1);

  /** How long after notifications did not arrive it is tried again whether they do. */
  private static final Duration RETRY_AFTER = Duration.ofMinutes(5);

  /** How long the first self-test of a connection may take. */
  private static final Duration TRIAL = Duration.ofSeconds(10);

  private static final int WAIT_MILLIS = 500;
  private static final int CONNECT_SECONDS = 5;

  /** How long the database may take to answer a statement or the login. */
  private static final int SOCKET_SECONDS = 8;

  /** A player has changed, through this pod or by notification. */
  public record Changed(UUID player) {}

  /**
   * A self-test that the database has taken.
   *
   * @param nanos what it says: when it was about to be sent
   * @param sentNanos when the database had taken it
   */
  private record SelfTest(long nanos, long sentNanos) {}

  private final DataSource pool;
  private final Event<Changed> changes;
  private final Config config;
  private final Duration trial;
  private final String selfTest =
      "roomtone_self_test_" + UUID.randomUUID().toString().replace('-', '_');
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong attempts = new AtomicLong();
  private volatile long provenNanos;

  /** The oldest self-test that may not have arrived; null: none was sent on this connection. */
  private volatile SelfTest awaited;

  private volatile boolean proven;
  private volatile boolean connected;
  private boolean passed;
  private boolean warned;
  private Thread listener;

  @Inject
  PlayerChangeListener(DataSource pool, Event<Changed> changes, Config config, Meters meters) {
    this(pool, changes, config, TRIAL);
    meters.gauge(
        "roomtone.notifications.complete",
        this,
        listener -> listener.isComplete(listener.epoch()) ? 1 : 0);
  }

  PlayerChangeListener(DataSource pool, Event<Changed> changes, Config config, Duration trial) {
    this.pool = pool;
    this.changes = changes;
    this.config = config;
    this.trial = trial;
  }

  void start(@Observes StartupEvent event) {
    listener = Thread.ofPlatform().daemon().name("player-changes").start(this::listen);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped.countDown();
    listener.join(Duration.ofSeconds(2));
  }

  /**
   * The number of the connection that listens now. What was read during an earlier epoch may have
   * missed notifications.
   */
  public long epoch() {
    return connections.get();
  }

  /** Whether all changes since the epoch began, up to a few seconds ago, were notified. */
  public boolean isComplete(long epoch) {
    return proven
        && epoch == connections.get()
        && System.nanoTime() - provenNanos < PROOF_LIFETIME.toNanos();
  }

  /** Notifies itself through the pool; what comes back proves that notifications arrive. */
  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public void testItself() {
    if (!connected) {
      return;
    }
    try {
      SelfTest sent = sendSelfTest();
      if (awaited == null || hasArrived(awaited)) {
        awaited = sent;
      }
    } catch (SQLException e) {
      LOG.debugf("self test not sent: %s", e.getMessage());
    }
  }

  private boolean hasArrived(SelfTest test) {
    return proven && provenNanos - test.nanos() >= 0;
  }

  private SelfTest sendSelfTest() throws SQLException {
    long sent = System.nanoTime();
    try (Connection connection = pool.getConnection();
        PreparedStatement notify = connection.prepareStatement("select pg_notify(?, ?)")) {
      notify.setString(1, selfTest);
      notify.setString(2, attempts.get() + " " + sent);
      notify.execute();
    }
    return new SelfTest(sent, System.nanoTime());
  }

  private void listen() {
    while (stopped.getCount() > 0) {
      Duration pause = RECONNECT_AFTER;
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        attempts.incrementAndGet();
        statement.execute("listen " + selfTest);
        if (passesNotifications(connection.unwrap(PGConnection.class))) {
          statement.execute("listen " + CHANNEL);
          connections.incrementAndGet();
          awaited = null;
          connected = true;
          warned = false;
          LOG.infof("listening for changes of players");
          Thread.startVirtualThread(this::testItself);
          receive(connection.unwrap(PGConnection.class));
        } else if (stopped.getCount() > 0) {
          warn("notifications do not arrive, as behind a pooler in transaction mode");
          statement.execute("unlisten " + selfTest);
          pause = RETRY_AFTER;
        }
      } catch (SQLException e) {
        warn(e.getMessage());
      } finally {
        connected = false;
        proven = false;
      }
      await(pause);
    }
  }

  /** Says once, until it listens again, that it does not. */
  private void warn(String reason) {
    if (!warned) {
      LOG.warnf("cannot listen for changes of players, reading them instead: %s", reason);
      warned = true;
    }
  }

  /** Whether a self-test that is sent now arrives on this connection. */
  private boolean passesNotifications(PGConnection connection) throws SQLException {
    passed = false;
    sendSelfTest();
    long sent = System.nanoTime();
    while (stopped.getCount() > 0 && !passed && System.nanoTime() - sent < trial.toNanos()) {
      receiveOnce(connection);
    }
    return passed;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", setting("username"));
    properties.setProperty("password", setting("password"));
    properties.setProperty("ApplicationName", "roomtone-manager-listen");
    properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", String.valueOf(SOCKET_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    return DriverManager.getConnection(setting("jdbc.url"), properties);
  }

  private String setting(String name) {
    return config.getValue("quarkus.datasource." + name, String.class);
  }

  /**
   * Receives until it is stopped.
   *
   * @throws SQLException also when a self-test that was sent did not arrive: then the connection
   *     was lost, which its end does not notice
   */
  private void receive(PGConnection connection) throws SQLException {
    while (stopped.getCount() > 0) {
      receiveOnce(connection);
      SelfTest sent = awaited;
      if (sent != null
          && !hasArrived(sent)
          && System.nanoTime() - sent.sentNanos() > trial.toNanos()) {
        throw new SQLException("a notification of its own did not arrive");
      }
    }
  }

  /** Waits for notifications for a moment. */
  private void receiveOnce(PGConnection connection) throws SQLException {
    PGNotification[] received = connection.getNotifications(WAIT_MILLIS);
    for (PGNotification item : received == null ? new PGNotification[0] : received) {
      if (item.getName().equals(selfTest)) {
        prove(item.getParameter());
      } else {
        Uuids.parse(item.getParameter()).ifPresent(player -> changes.fire(new Changed(player)));
      }
    }
  }

  private void prove(String test) {
    String[] parts = test.split(" ", 2);
    if (Long.parseLong(parts[0]) != attempts.get()) {
      return;
    }
    passed = true;
    if (connected) {
      provenNanos = Long.parseLong(parts[1]);
      proven = true;
    }
  }

  private void await(Duration pause) {
    try {
      boolean unused = stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }
}
