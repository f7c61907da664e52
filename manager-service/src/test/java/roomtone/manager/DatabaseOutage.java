package roomtone.manager;

import static roomtone.manager.World.device;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assertions;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;
import roomtone.manager.device.DeviceToken;

/** Takes the database away from the service of a test, and gives it back. */
final class DatabaseOutage {

  /** For so long after a failure of the database a device that is new gets 503 at once. */
  private static final Duration RETRY_AFTER = Duration.ofMillis(1_100);

  private DatabaseOutage() {}

  /** Ends all connections to a database and refuses new ones. */
  static void begin(LocalDatabase database) {
    asServer(database, "alter database %s with connection limit 0".formatted(database.name()));
    asServer(
        database,
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '%s'"
            .formatted(database.name()));
  }

  /** Allows new connections again. */
  static void end(LocalDatabase database) {
    asServer(database, "alter database %s with connection limit -1".formatted(database.name()));
  }

  /** Waits until the service answers a device that it does not know yet. */
  static void awaitNewDevices(Sql owner) {
    String token = DeviceToken.create();
    UUID player =
        owner.uuid(
            "insert into public.players (name, token) values ('New', ?) returning id", token);
    AtomicLong tried = new AtomicLong(System.nanoTime());
    Await.until(
        "a device that is new is answered",
        Duration.ofSeconds(20),
        () -> System.nanoTime() - tried.get() > RETRY_AFTER.toNanos() && isAnswered(token, tried));
    owner.update("update public.players set archived_at = roomtone.now() where id = ?", player);
  }

  private static boolean isAnswered(String token, AtomicLong tried) {
    tried.set(System.nanoTime());
    return device(token).get("/api/player/poll").statusCode() == 200;
  }

  private static void asServer(LocalDatabase database, String sql) {
    String url = database.jdbcUrl().replace("/" + database.name(), "/postgres");
    try (Sql superuser =
        new Sql(
            DriverManager.getConnection(
                url, "supabase_admin", LocalDatabase.password("supabase_admin")))) {
      superuser.execute(sql);
    } catch (SQLException e) {
      Assertions.fail(sql, e);
    }
  }
}
