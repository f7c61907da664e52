package roomtone.local.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.startup.Loopback;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;
import roomtone.local.testing.Sql;
import roomtone.local.testing.Sql.SqlFailure;

/** A cluster's starts, stops and crashes, and the failures that differ between machines. */
class PostgresClusterTest {

  private Path directory;
  private Path data;
  private int port;

  /**
   * Not JUnit's own temporary directory: that is closed to the account that root's server runs as.
   */
  @BeforeEach
  void prepare() throws IOException {
    directory =
        Files.createTempDirectory(
            "roomtone-cluster-test-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    data = directory.resolve("postgres");
    port = Loopback.freePort();
  }

  @AfterEach
  void cleanUp() throws IOException {
    if (Files.isSymbolicLink(data)) {
      DataDirectory.deleteTree(Files.readSymbolicLink(data));
    }
    DataDirectory.deleteTree(directory);
  }

  @Test
  void data_outlive_a_restart() throws Exception {
    try (PostgresCluster cluster = start()) {
      execute(cluster, "create table kept as select 'still here' as note");
    }
    try (PostgresCluster cluster = start()) {
      assertEquals("still here", query(cluster, "select note from kept"));
    }
  }

  @Test
  void it_listens_on_loopback_for_its_password_only_and_never_runs_as_root() throws Exception {
    try (PostgresCluster cluster = start()) {
      assertEquals("127.0.0.1", query(cluster, "show listen_addresses"));
      assertEquals("", query(cluster, "show unix_socket_directories"));
      assertEquals("on", query(cluster, "show fsync"));
      assertThrows(
          SQLException.class,
          () ->
              DriverManager.getConnection(url(cluster), PostgresCluster.SUPERUSER, "guess")
                  .close());
      assertNotEquals("root", postmaster().info().user().orElseThrow());
    }
  }

  @Test
  void a_crashed_server_is_recovered_even_when_a_backend_still_computes() throws Exception {
    PostgresCluster crashed = start();
    execute(crashed, "create table kept as select 'recovered' as note");
    Connection busy = connect(crashed);
    ProcessHandle backend = backend(busy);
    Thread computing =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (busy;
                      Statement statement = busy.createStatement()) {
                    statement.execute("do 'begin loop null; end loop; end'");
                  } catch (SQLException expected) {
                    // its server is killed
                  }
                });
    awaitComputing(crashed);
    kill(postmaster());
    crashed.onExit().get(30, TimeUnit.SECONDS);
    try (PostgresCluster cluster = start()) {
      assertEquals("recovered", query(cluster, "select note from kept"));
      backend.onExit().get(30, TimeUnit.SECONDS);
    }
    computing.join();
  }

  @Test
  void a_server_that_was_left_running_is_replaced() throws Exception {
    PostgresCluster left = start();
    execute(left, "create table kept as select 'taken over' as note");
    try (PostgresCluster cluster = start()) {
      left.onExit().get(30, TimeUnit.SECONDS);
      assertEquals("taken over", query(cluster, "select note from kept"));
    }
  }

  @Test
  void a_pid_file_that_names_another_program_stops_nothing() throws Exception {
    start().close();
    Process otherProgram = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(data.resolve("postmaster.pid"), otherProgram.pid() + "\n" + data + "\n");
      start().close();
      assertTrue(otherProgram.isAlive());
    } finally {
      otherProgram.destroy();
    }
  }

  @Test
  void an_interrupted_initdb_is_begun_again() throws Exception {
    Files.createDirectories(directory.resolve("postgres.new"));
    Files.writeString(directory.resolve("postgres.new/PG_VERSION"), "15\n");
    start().close();
  }

  @Test
  void a_home_that_only_its_owner_may_enter_works() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    try (PostgresCluster cluster = start()) {
      execute(cluster, "create table kept as select 'reached' as note");
    }
    try (PostgresCluster cluster = start()) {
      assertEquals("reached", query(cluster, "select note from kept"));
    }
  }

  @Test
  void what_lies_elsewhere_for_a_deleted_home_does_not_come_back() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    try (PostgresCluster cluster = start()) {
      execute(cluster, "create table kept as select 'old' as note");
    }
    Path link = Files.isSymbolicLink(data) ? data : Files.move(data, directory.resolve("deleted"));
    Files.deleteIfExists(Files.isSymbolicLink(link) ? link : data);
    try (PostgresCluster cluster = start()) {
      assertThrows(SqlFailure.class, () -> query(cluster, "select note from kept"));
    }
  }

  @Test
  void a_taken_port_is_named() throws IOException {
    try (ServerSocket other = new ServerSocket(port, 1, Loopback.address())) {
      assertFails(
          Reason.TAKEN,
          "Port %d, which PostgreSQL needs, is in use by another program; stop it first."
              .formatted(other.getLocalPort()));
    }
  }

  @Test
  void a_home_that_cannot_be_written_is_named() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    data = file.resolve("postgres");
    StartupFailure failure = assertThrows(StartupFailure.class, () -> start().close());
    assertEquals(Reason.UNWRITABLE, failure.reason());
    assertTrue(failure.getMessage().startsWith("Cannot write " + data), failure.getMessage());
    data = directory.resolve("postgres");
  }

  @Test
  void missing_postgresql_is_reported() {
    StartupFailure failure =
        assertThrows(
            StartupFailure.class,
            () ->
                PostgresInstallation.findAll(
                    Map.of(PostgresInstallation.BIN_VARIABLE, directory.toString())));
    assertEquals(Reason.MISSING, failure.reason());
    assertTrue(
        failure
            .getMessage()
            .startsWith("PostgreSQL 15 or newer (initdb and postgres) was not found"));
  }

  @Test
  void missing_pgvector_is_reported_and_another_installation_that_has_it_preferred()
      throws IOException {
    Path without = installation("without", "99", false);
    Path with = installation("with", "16", true);
    List<PostgresInstallation> both =
        PostgresInstallation.findIn(new LinkedHashSet<>(List.of(without, with)));
    assertEquals(List.of(16, 99), both.stream().map(PostgresInstallation::major).toList());
    List<PostgresInstallation> one =
        PostgresInstallation.findIn(new LinkedHashSet<>(List.of(without)));
    StartupFailure failure =
        assertThrows(
            StartupFailure.class,
            () -> PostgresCluster.start(one, data, directory.resolve("log"), port).close());
    assertEquals(Reason.MISSING, failure.reason());
    assertEquals(
        "PostgreSQL 99 in %s has no pgvector; install it (on Debian 13 and later: postgresql-99-pgvector)."
            .formatted(without),
        failure.getMessage());
  }

  @Test
  void an_installation_that_is_too_old_does_not_count() throws IOException {
    Path old = installation("old", "14", true);
    assertThrows(
        StartupFailure.class, () -> PostgresInstallation.findIn(new LinkedHashSet<>(List.of(old))));
  }

  @Test
  void data_of_a_version_that_is_not_installed_are_left_alone() throws IOException {
    Files.createDirectories(data);
    Files.writeString(data.resolve("PG_VERSION"), "9\n");
    assertFails(
        Reason.MISSING,
        "The data in %s are PostgreSQL 9's, which is not installed; install it, or start over without them."
            .formatted(data));
  }

  private PostgresCluster start() {
    return PostgresCluster.start(
        PostgresInstallation.findAll(), data, directory.resolve("postgres.log"), port);
  }

  private void assertFails(Reason reason, String message) {
    StartupFailure failure = assertThrows(StartupFailure.class, () -> start().close());
    assertEquals(message, failure.getMessage());
    assertEquals(reason, failure.reason());
  }

  /** Scripts in place of PostgreSQL's programs, for versions that are not installed here. */
  private Path installation(String name, String version, boolean pgvector) throws IOException {
    Path bin = Files.createDirectories(directory.resolve(name).resolve("bin"));
    Path share = Files.createDirectories(directory.resolve(name).resolve("share/extension"));
    if (pgvector) {
      Files.createFile(share.resolve("vector.control"));
    }
    program(bin.resolve("postgres"), "echo 'postgres (PostgreSQL) %s.1'".formatted(version));
    program(bin.resolve("initdb"), "exit 1");
    program(bin.resolve("pg_config"), "echo " + share.getParent());
    return bin;
  }

  private static void program(Path path, String script) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ProcessHandle postmaster() throws IOException {
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private static ProcessHandle backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return ProcessHandle.of(row.getLong(1)).orElseThrow();
    }
  }

  private static void kill(ProcessHandle process) {
    assertTrue(Command.run("kill", "-KILL", Long.toString(process.pid())).succeeded());
  }

  private static void awaitComputing(PostgresCluster cluster) throws SQLException {
    execute(
        cluster,
        """
        do $$ begin
          for attempt in 1 .. 600 loop
            if exists (select from pg_stat_activity where query like 'do ''begin loop%' and state = 'active') then
              return;
            end if;
            perform pg_sleep(0.05), pg_stat_clear_snapshot();
          end loop;
          raise 'the other backend never computed';
        end $$
        """);
  }

  private static String url(PostgresCluster cluster) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(cluster.port());
  }

  private static Connection connect(PostgresCluster cluster) throws SQLException {
    return DriverManager.getConnection(
        url(cluster), PostgresCluster.SUPERUSER, PostgresCluster.PASSWORD);
  }

  private static void execute(PostgresCluster cluster, String sql) throws SQLException {
    try (Sql superuser = new Sql(connect(cluster))) {
      superuser.execute(sql);
    }
  }

  private static String query(PostgresCluster cluster, String sql) throws SQLException {
    try (Sql superuser = new Sql(connect(cluster))) {
      return superuser.text(sql);
    }
  }
}
