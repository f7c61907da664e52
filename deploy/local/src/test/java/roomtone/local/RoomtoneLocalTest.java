package roomtone.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import roomtone.local.postgres.PostgresCluster;
import roomtone.local.postgres.PostgresInstallation;
import roomtone.local.startup.Loopback;

/** The program as a process: what it prints, what it leaves and how it exits. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class RoomtoneLocalTest {

  /** How a process ended. */
  private record End(int exitCode, String out, String err) {}

  private final List<Process> started = new ArrayList<>();
  private final int databasePort = Loopback.freePort();
  private final int gatewayPort = Loopback.freePort();
  private final int storagePort = Loopback.freePort();
  private Path directory;
  private Path home;

  @BeforeEach
  void prepare() throws IOException {
    directory =
        Files.createTempDirectory(
            "roomtone-local-test-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    home = directory.resolve("home");
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (Process process : started) {
      process.destroy();
      process.waitFor();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void it_serves_until_it_is_told_to_stop_and_keeps_everything_for_the_next_time()
      throws Exception {
    Process first = serve();
    Map<String, String> settings = settings();
    assertEquals("http://127.0.0.1:" + gatewayPort, settings.get("SUPABASE_URL"));
    assertEquals("http://127.0.0.1:" + storagePort, settings.get("QUARKUS_S3_ENDPOINT_OVERRIDE"));
    assertEquals(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(databasePort),
        settings.get("QUARKUS_DATASOURCE_JDBC_URL"));
    assertTrue(settings.get("SUPABASE_PUBLISHABLE_KEY").startsWith("sb_publishable_"));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("local.env"))));
    assertEquals(200, signUp("kept@example.org").statusCode());
    assertEquals(403, get(settings.get("QUARKUS_S3_ENDPOINT_OVERRIDE") + "/roomtone").statusCode());
    String keys = get(settings.get("SUPABASE_URL") + "/auth/v1/.well-known/jwks.json").body();
    assertEquals("[]", get(settings.get("SUPABASE_URL") + "/rest/v1/songs?select=id").body());
    assertEquals(
        "{\"mails\":[]}", get(settings.get("SUPABASE_URL") + "/roomtone-local/mails").body());

    assertEquals(0, stop(first));
    assertFalse(Files.exists(home.resolve("ready")));
    assertFalse(Files.exists(home.resolve("postgres/postmaster.pid")));

    serve();
    assertEquals(settings, settings());
    assertEquals(keys, get(settings.get("SUPABASE_URL") + "/auth/v1/.well-known/jwks.json").body());
    assertEquals(422, signUp("kept@example.org").statusCode());
  }

  @Test
  void for_a_container_it_listens_on_all_addresses_and_leaves_the_migrations_to_a_job()
      throws Exception {
    serve("--listen", "0.0.0.0", "--no-migrations");

    // 127.0.0.2 is this machine, too, but not the address that it listens on otherwise.
    assertEquals(
        200, get("http://127.0.0.2:%d/auth/v1/health".formatted(gatewayPort)).statusCode());
    assertEquals(403, get("http://127.0.0.2:%d/roomtone".formatted(storagePort)).statusCode());
    String url = "jdbc:postgresql://127.0.0.2:%d/postgres".formatted(databasePort);
    assertThrows(SQLException.class, () -> DriverManager.getConnection(url, "postgres", "wrong"));
    DriverManager.getConnection(url, "postgres", PostgresCluster.PASSWORD).close();
    assertEquals("t", asSuperuser("select to_regclass('public.songs') is null"));
  }

  @Test
  void when_it_is_killed_its_database_stops_too_and_the_next_start_works() throws Exception {
    Process killed = serve();
    assertEquals(200, signUp("kept@example.org").statusCode());
    ProcessHandle postmaster = postmaster();
    killed.destroyForcibly();
    postmaster.onExit().get(60, TimeUnit.SECONDS);
    assertTrue(Files.exists(home.resolve("ready")), "nobody was left to take the mark away");

    serve();
    assertEquals(422, signUp("kept@example.org").statusCode());
  }

  @Test
  void when_its_database_ends_it_ends_with_a_message() throws Exception {
    Process process = serve();
    assertTrue(postmaster().destroyForcibly());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(70, process.exitValue());
    assertEquals(
        "roomtone-local: PostgreSQL ended by itself; its messages are in log/postgres.log.",
        process.errorReader().readLine());
  }

  @Test
  void data_of_older_migrations_are_refused_and_left_as_they_are() throws Exception {
    Process first = serve();
    // As if the first file had been another one, and as if the schemas of Supabase had been others.
    asSuperuser(
        "update roomtone_local_migrations.applied set version = '20261122090000' where installed_rank = 1");
    asSuperuser("drop function auth.email()");
    assertEquals(0, stop(first));

    End end = run(Map.of(), arguments());
    assertEquals(70, end.exitCode());
    assertEquals(1, end.err().lines().count(), end.err());
    assertTrue(end.err().contains("./dev up --fresh"), end.err());
    assertFalse(Files.exists(home.resolve("ready")));

    try (PostgresCluster kept =
        PostgresCluster.start(
            PostgresInstallation.findAll(),
            home.resolve("postgres"),
            home.resolve("log/postgres.log"),
            databasePort)) {
      assertEquals(databasePort, kept.port());
      assertEquals("t", asSuperuser("select to_regprocedure('auth.email()') is null"));
      assertEquals(
          "20261122090000",
          asSuperuser("select min(version) from roomtone_local_migrations.applied"));
    }
  }

  @Test
  void a_second_one_with_the_same_home_is_refused() throws Exception {
    serve();
    End end = run(Map.of(), arguments());
    assertEquals(75, end.exitCode());
    assertEquals("roomtone-local: already running with home " + home + ".\n", end.err());
    assertTrue(Files.exists(home.resolve("ready")), "the first one is still ready");
  }

  @Test
  void a_taken_gateway_port_stops_what_was_started() throws Exception {
    try (ServerSocket other = new ServerSocket(gatewayPort, 1, Loopback.address())) {
      End end = run(Map.of(), arguments());
      assertEquals(75, end.exitCode());
      assertEquals(
          "roomtone-local: Port %d, which sign-in needs, is in use by another program; stop it first.\n"
              .formatted(other.getLocalPort()),
          end.err());
    }
    assertFalse(Files.exists(home.resolve("postgres/postmaster.pid")));
    assertFalse(Files.exists(home.resolve("ready")));
  }

  @Test
  void missing_postgresql_has_its_own_exit_code() throws Exception {
    End end = run(Map.of("ROOMTONE_POSTGRES_BIN", directory.toString()), arguments());
    assertEquals(69, end.exitCode());
    assertEquals(1, end.err().lines().count(), end.err());
    assertTrue(end.err().contains("PostgreSQL 15 or newer"), end.err());
  }

  @Test
  void a_home_that_cannot_be_written_has_its_own_exit_code() throws Exception {
    Files.createFile(home);
    End end = run(Map.of(), arguments());
    assertEquals(73, end.exitCode());
    assertEquals(1, end.err().lines().count(), end.err());
    assertTrue(end.err().startsWith("roomtone-local: Cannot write " + home), end.err());
  }

  @Test
  void a_wrong_command_line_and_a_request_for_help_have_different_exit_codes() throws Exception {
    assertEquals(64, run(Map.of()).exitCode());
    End unknown = run(Map.of(), "serve", "--hom", "x");
    assertEquals(64, unknown.exitCode());
    assertEquals("roomtone-local: There is no option --hom; --help says more.\n", unknown.err());
    assertEquals(64, run(Map.of(), "serve", "--gateway-port", "70000").exitCode());
    assertEquals(64, run(Map.of(), "serve", "--listen", "everywhere").exitCode());
    assertEquals(64, run(Map.of(), "serve", "--brain", "brain:8080").exitCode());
    End help = run(Map.of(), "--help");
    assertEquals(0, help.exitCode());
    assertTrue(help.out().contains("--home DIR"), help.out());
  }

  /** Starts the program and waits until it says that it is ready. */
  private Process serve(String... more) throws IOException {
    Process process =
        start(Map.of(), Stream.of(arguments(), more).flatMap(Stream::of).toArray(String[]::new));
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("Ready.")) {
        assertTrue(Files.exists(home.resolve("ready")));
        return process;
      }
    }
    throw new AssertionError(
        "it ended: " + String.join("\n", process.errorReader().readAllLines()));
  }

  private String[] arguments() {
    return new String[] {
      "serve",
      "--home",
      home.toString(),
      "--database-port",
      Integer.toString(databasePort),
      "--gateway-port",
      Integer.toString(gatewayPort),
      "--storage-port",
      Integer.toString(storagePort)
    };
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // starts faster
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(RoomtoneLocal.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private End run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(environment, arguments);
    // Little is written to either, so that one can be read after the other.
    String out = String.join("\n", process.inputReader().readAllLines());
    StringBuilder err = new StringBuilder();
    process.errorReader().lines().forEach(line -> err.append(line).append('\n'));
    return new End(process.waitFor(), out, err.toString());
  }

  private static int stop(Process process) throws InterruptedException {
    process.destroy(); // SIGTERM
    return process.waitFor();
  }

  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(home.resolve("local.env"))) {
      settings.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return settings;
  }

  private ProcessHandle postmaster() throws Exception {
    String process = asSuperuser("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)");
    return ProcessHandle.of(Long.parseLong(process)).orElseThrow();
  }

  /** Runs a statement on the database and answers the first value, or null. */
  private String asSuperuser(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(databasePort),
                PostgresCluster.SUPERUSER,
                PostgresCluster.PASSWORD);
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      try (var row = statement.getResultSet()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private HttpResponse<String> signUp(String email) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gatewayPort + "/auth/v1/signup"))
            .POST(
                BodyPublishers.ofString(
                    "{\"email\": \"%s\", \"password\": \"correct horse\"}".formatted(email))));
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }
}
