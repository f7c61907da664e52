package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * The listener for changes of players, with a pool whose notifications arrive, and with one whose
 * notifications do not, as behind a pooler in transaction mode: it is that of another database.
 */
class PlayerChangeListenerTest {

  private static final Duration TRIAL = Duration.ofMillis(700);

  private static final String OPEN =
      "select count(*) from pg_stat_activity where application_name = 'roomtone-manager-listen' and datname = current_database()";

  private static LocalDatabase database;
  private static LocalDatabase other;
  private static Sql superuser;

  private final Log log = new Log();
  private final Changes changes = new Changes();
  private PlayerChangeListener listener;

  @BeforeAll
  static void create() {
    database = LocalDatabase.fresh();
    other = LocalDatabase.fresh();
    superuser = database.sql("supabase_admin");
  }

  @AfterAll
  static void drop() {
    superuser.close();
    database.close();
    other.close();
  }

  @BeforeEach
  void readLog() {
    Logger.getLogger("").addHandler(log);
  }

  @AfterEach
  void stop() throws InterruptedException {
    listener.stop(new ShutdownEvent());
    Logger.getLogger("").removeHandler(log);
  }

  @Test
  void with_notifications_it_fires_what_has_changed_since_its_epoch_began() {
    start(database.dataSource("manager_service"));
    Await.until("it listens", () -> listener.epoch() == 1);
    assertEquals(1, superuser.integer(OPEN));
    UUID player =
        superuser.uuid(
            "insert into public.players (name, token) values ('Lobby', 'token') returning id");
    Await.until("it fires the change", () -> changes.fired.contains(player));
    Await.until("a self-test proves that it is complete", () -> listener.isComplete(1));
    assertFalse(listener.isComplete(0), "what was read before may have missed changes");
    assertEquals(List.of("listening for changes of players"), log.lines());
  }

  @Test
  void without_them_it_says_so_once_and_gives_its_connection_back() {
    start(other.dataSource("manager_service"));
    Await.until("it says so", () -> !log.lines().isEmpty());
    assertEquals(
        List.of(
            "cannot listen for changes of players, reading them instead: "
                + "notifications do not arrive, as behind a pooler in transaction mode"),
        log.lines());
    Await.until("its connection is closed", () -> superuser.integer(OPEN) == 0);
    assertEquals(0, listener.epoch());
    listener.testItself();
    assertFalse(listener.isComplete(0));
  }

  @Test
  void without_them_it_has_subscribed_to_no_change_of_a_player() {
    List<UUID> changed = new CopyOnWriteArrayList<>();
    start(
        beforeEachConnection(
            other.dataSource("manager_service"),
            () ->
                changed.add(
                    superuser.uuid(
                        "insert into public.players (name, token) values ('Bar', gen_random_uuid()::text) returning id"))));
    Await.until("it says that it does not listen", () -> !log.lines().isEmpty());
    assertEquals(1, changed.size(), "a player changed while it tried");
    assertEquals(List.of(), changes.fired);
  }

  /** A pool whose caller does something first. */
  private static DataSource beforeEachConnection(DataSource pool, Runnable work) {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              work.run();
              return method.invoke(pool, arguments);
            });
  }

  private void start(DataSource pool) {
    listener =
        new PlayerChangeListener(
            pool,
            changes,
            new SmallRyeConfigBuilder()
                .withDefaultValues(
                    Map.of(
                        "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                        "quarkus.datasource.username", "manager_service",
                        "quarkus.datasource.password", LocalDatabase.password("manager_service")))
                .build(),
            TRIAL);
    listener.start(new StartupEvent());
  }

  /** What the listener has logged. */
  private static final class Log extends Handler {
    private static final Formatter MESSAGE = new PatternFormatter("%s");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    List<String> lines() {
      return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getLoggerName().equals(PlayerChangeListener.class.getName())) {
        lines.add(MESSAGE.format(line));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** Keeps the players that were fired. */
  private static final class Changes implements Event<PlayerChangeListener.Changed> {
    private final List<UUID> fired = new CopyOnWriteArrayList<>();

    @Override
    public void fire(PlayerChangeListener.Changed change) {
      fired.add(change.player());
    }

    @Override
    public <U extends PlayerChangeListener.Changed> CompletionStage<U> fireAsync(U change) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <U extends PlayerChangeListener.Changed> CompletionStage<U> fireAsync(
        U change, NotificationOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Event<PlayerChangeListener.Changed> select(Annotation... qualifiers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <U extends PlayerChangeListener.Changed> Event<U> select(
        Class<U> type, Annotation... qualifiers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <U extends PlayerChangeListener.Changed> Event<U> select(
        TypeLiteral<U> type, Annotation... qualifiers) {
      throw new UnsupportedOperationException();
    }
  }
}
