package roomtone.acceptance.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.acceptance.compose.ComposeFile.PROJECT;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/** The project's own parts of the Compose file, run as the containers run them. */
class ComposePiecesTest {

  @Test
  void the_migrations_job_migrates_an_empty_project() throws Exception {
    try (LocalDatabase fresh = LocalDatabase.fresh();
        LocalDatabase empty = LocalDatabase.empty()) {
      assertTrue(migrate(empty).matches("Schema: [1-9]\\d* migrations applied\\n"));
      assertEquals("Schema: up to date\n", migrate(empty), "a second start finds nothing to do");

      assertEquals(tables(fresh), tables(empty));
    }
  }

  @Test
  void the_migrations_job_says_what_it_lacks_and_fails() throws Exception {
    Process job = migrationsJob(Map.of("FLYWAY_URL", "jdbc:postgresql://127.0.0.1/postgres"));

    assertEquals(
        "roomtone-migrations: FLYWAY_USER is not set.\n",
        new String(job.getErrorStream().readAllBytes(), UTF_8));
    assertEquals(64, job.waitFor());
  }

  /** Runs the job with the variables that the file gives it, and returns what it prints. */
  private static String migrate(LocalDatabase database) throws Exception {
    Map<String, String> environment = new TreeMap<>();
    new ComposeFile()
        .environment("migrations")
        .forEach((name, value) -> environment.put(name, String.valueOf(value)));
    assertEquals("postgres", environment.get("FLYWAY_USER"));
    environment.put("FLYWAY_URL", database.jdbcUrl());
    environment.put("FLYWAY_PASSWORD", LocalDatabase.password("postgres"));
    Process job = migrationsJob(environment);
    String output = new String(job.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, job.waitFor());
    return output;
  }

  private static Process migrationsJob(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "roomtone.local.schema.MigrationsJob");
    builder.environment().keySet().removeIf(name -> name.startsWith("FLYWAY_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static List<String> tables(LocalDatabase database) {
    try (Sql owner = database.sql("postgres")) {
      return owner.column(
          """
          select schemaname || '.' || tablename from pg_catalog.pg_tables
          where schemaname in ('public', 'roomtone') order by schemaname, tablename
          """);
    }
  }

  @Test
  void the_logins_get_the_passwords_of_the_environment() throws Exception {
    try (LocalDatabase database = LocalDatabase.fresh()) {
      try {
        setPasswords(database, "o'brain", "manager $ecret");

        signIn(database, "brain_service", "o'brain");
        signIn(database, "manager_service", "manager $ecret");
        assertThrows(SQLException.class, () -> signIn(database, "brain_service", "another"));
      } finally {
        // Roles are shared by all databases of the server, which other tests use.
        setPasswords(
            database,
            LocalDatabase.password("brain_service"),
            LocalDatabase.password("manager_service"));
      }
    }
  }

  private static void setPasswords(LocalDatabase database, String brain, String manager)
      throws Exception {
    URI url = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    ProcessBuilder psql =
        new ProcessBuilder(
            "psql",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--file=" + PROJECT.resolve("deploy/compose/service-logins.sql"));
    psql.environment()
        .putAll(
            Map.of(
                "PGHOST", url.getHost(),
                "PGPORT", Integer.toString(url.getPort()),
                "PGDATABASE", database.name(),
                "PGUSER", "postgres",
                "PGPASSWORD", LocalDatabase.password("postgres"),
                "BRAIN_PASSWORD", brain,
                "MANAGER_PASSWORD", manager));
    assertEquals(0, exitCode(psql));
  }

  private static void signIn(LocalDatabase database, String login, String password)
      throws Exception {
    DriverManager.getConnection(database.jdbcUrl(), login, password).close();
  }

  @Test
  void the_health_check_succeeds_for_a_ready_service_only() throws Exception {
    assertEquals(0, healthy(200));
    assertNotEquals(0, healthy(503));
  }

  @Test
  void the_health_check_fails_where_no_service_listens() throws Exception {
    HttpServer server = serve(200);
    server.stop(0);

    assertNotEquals(0, healthy(server));
  }

  private static int healthy(int status) throws Exception {
    HttpServer server = serve(status);
    try {
      return healthy(server);
    } finally {
      server.stop(0);
    }
  }

  private static int healthy(HttpServer server) throws Exception {
    Path script = PROJECT.resolve("deploy/compose/healthy");
    ProcessBuilder check = new ProcessBuilder(script.toString());
    check.environment().put("MANAGEMENT_PORT", Integer.toString(server.getAddress().getPort()));
    return exitCode(check);
  }

  private static HttpServer serve(int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static int exitCode(ProcessBuilder builder) throws Exception {
    Process process =
        builder
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(builder.command() + " hangs");
    }
    return process.exitValue();
  }
}
