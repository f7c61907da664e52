package roomtone.local.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A database, an Auth, an S3, and the packaged services as processes, which know of each other only
 * what the database says. Nothing runs but what was started.
 */
public final class TestSystem implements AutoCloseable {

  private final Path directory;
  private final LocalDatabase database;
  private final LocalAuth auth;
  private final LocalStorage storage;
  private final List<LocalService> services = new CopyOnWriteArrayList<>();
  private volatile LocalService brain;
  private volatile LocalService manager;

  private TestSystem(Path directory, LocalDatabase database) {
    this.directory = directory;
    this.database = database;
    auth = LocalAuth.start(database);
    storage = LocalStorage.start(directory.resolve("s3"));
  }

  /** Starts database, Auth and storage, without any service. */
  public static TestSystem start() {
    return new TestSystem(directory(), LocalDatabase.fresh());
  }

  /** As {@link #start()}, with a PostgreSQL of its own that the test may stop and start. */
  public static TestSystem withDatabaseThatStops() {
    Path directory = directory();
    return new TestSystem(
        directory, LocalDatabase.onServerThatStops(directory.resolve("postgres")));
  }

  /**
   * As {@link #start()}, like a fresh project: on a PostgreSQL of its own, and with nothing of
   * Roomtone in it.
   */
  public static TestSystem unmigrated() {
    Path directory = directory();
    return new TestSystem(
        directory, LocalDatabase.emptyOnServerThatStops(directory.resolve("postgres")));
  }

  /**
   * As {@link #start()}, with the migrations up to and with the given version alone.
   *
   * @param version a time stamp such as 20260101120000
   */
  public static TestSystem migratedTo(String version) {
    LocalDatabase database = LocalDatabase.empty();
    database.migrateTo(version);
    return new TestSystem(directory(), database);
  }

  private static Path directory() {
    try {
      Path directory =
          Files.createTempDirectory(
              "roomtone-test-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      // A test process that is interrupted does not call close().
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The database of both services. */
  public LocalDatabase database() {
    return database;
  }

  /** Whose tokens the services believe. */
  public LocalAuth auth() {
    return auth;
  }

  /** The brain that was started last. */
  public LocalService brain() {
    return brain;
  }

  /** The manager that was started last. */
  public LocalService manager() {
    return manager;
  }

  /**
   * Starts a brain and waits until it is ready.
   *
   * @param more environment beside what it needs
   */
  public LocalService startBrain(Map<String, String> more) {
    brain = keep(LocalService.start("brain-service", environment("brain_service", more)));
    return brain;
  }

  /**
   * As {@link #startBrain(Map)}, with options of one's own for the Java machine, such as {@code
   * -Xmx512m}.
   */
  public LocalService startBrain(Map<String, String> more, List<String> options) {
    brain = keep(LocalService.start("brain-service", environment("brain_service", more), options));
    return brain;
  }

  /** As {@link #startBrain(Map)}, without waiting until it is ready. */
  public LocalService launchBrain(Map<String, String> more) {
    brain =
        keep(
            LocalService.launch(
                "brain-service", environment("brain_service", more), LocalService.OPTIONS));
    return brain;
  }

  /** Stops the brain and waits for its end. */
  public void stopBrain() {
    brain.close();
  }

  /**
   * Starts a manager and waits until it is ready.
   *
   * @param more environment beside what it needs
   */
  public LocalService startManager(Map<String, String> more) {
    manager = keep(LocalService.start("manager-service", managerEnvironment(more)));
    return manager;
  }

  /**
   * As {@link #startManager(Map)}, with options of one's own for the Java machine, such as {@code
   * -Xmx512m}.
   */
  public LocalService startManager(Map<String, String> more, List<String> options) {
    manager = keep(LocalService.start("manager-service", managerEnvironment(more), options));
    return manager;
  }

  /** As {@link #startManager(Map)}, without waiting until it is ready. */
  public LocalService launchManager(Map<String, String> more) {
    manager =
        keep(
            LocalService.launch("manager-service", managerEnvironment(more), LocalService.OPTIONS));
    return manager;
  }

  /** Stops the manager and waits for its end. */
  public void stopManager() {
    manager.close();
  }

  /** The files of both services. */
  public LocalStorage storage() {
    return storage;
  }

  /**
   * What an operator would set for a service that is started in another way than here.
   *
   * @param module {@code brain-service} or {@code manager-service}
   */
  public Map<String, String> environmentOf(String module) {
    return module.equals("brain-service")
        ? environment("brain_service", Map.of())
        : managerEnvironment(Map.of());
  }

  private Map<String, String> managerEnvironment(Map<String, String> more) {
    Map<String, String> environment = environment("manager_service", more);
    // A change shows in the next poll, however busy the machine is.
    environment.put("ROOMTONE_DEVICES_POLL_WAIT", "5S");
    environment.put("ROOMTONE_STORAGE_BUCKET", LocalStorage.BUCKET);
    environment.put("ROOMTONE_STORAGE_PUBLIC_ENDPOINT", storage.endpoint().toString());
    environment.put("QUARKUS_S3_ENDPOINT_OVERRIDE", storage.endpoint().toString());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", storage.accessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", storage.secretKey());
    environment.putAll(more);
    return environment;
  }

  /** Somebody new who signed in anonymously. */
  public LocalAuth.Session listener() {
    return auth.signUpAnonymously();
  }

  /** Somebody new who is an admin, by the statement that makes the first one. */
  public LocalAuth.Session admin() {
    LocalAuth.Session session = auth.signUpAnonymously();
    try (Sql owner = database.sql("postgres")) {
      owner.update(
          "insert into public.roles (user_id, role) values (?, 'admin')", session.userId());
    }
    return session;
  }

  /** The time by the database, which everything is compared with. */
  public Instant now() {
    try (Sql owner = database.sql("postgres")) {
      return owner.instant("select roomtone.now()");
    }
  }

  private Map<String, String> environment(String login, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
    environment.put("QUARKUS_DATASOURCE_USERNAME", login);
    environment.put("QUARKUS_DATASOURCE_PASSWORD", LocalDatabase.password(login));
    environment.put("SUPABASE_URL", auth.url().toString());
    environment.put("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_test");
    environment.put("ROOMTONE_LISTENER_URL", "http://127.0.0.1");
    environment.putAll(more);
    return environment;
  }

  private LocalService keep(LocalService service) {
    services.add(service);
    return service;
  }

  /** Stops what still runs, and removes all files. */
  @Override
  public void close() {
    services.forEach(LocalService::close);
    storage.close();
    auth.close();
    database.close();
    remove(directory);
  }

  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
