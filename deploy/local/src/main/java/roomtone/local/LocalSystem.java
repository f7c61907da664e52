package roomtone.local;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.postgresql.ds.PGSimpleDataSource;
import roomtone.local.auth.AuthServer;
import roomtone.local.auth.SigningKeys;
import roomtone.local.dataapi.DataApi;
import roomtone.local.demo.Demo;
import roomtone.local.demo.DemoContext;
import roomtone.local.postgres.PostgresCluster;
import roomtone.local.postgres.PostgresInstallation;
import roomtone.local.schema.Migrations;
import roomtone.local.schema.SupabaseShim;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;
import roomtone.local.storage.ObjectStorage;

/**
 * All parts of the local system, started in the order of their dependencies and stopped in reverse.
 */
final class LocalSystem implements AutoCloseable {

  /** Where a browser on this machine finds the services. */
  private static final URI BRAIN = URI.create("http://127.0.0.1:8080");

  private static final URI MANAGER = URI.create("http://127.0.0.1:8081");

  private final Arguments arguments;
  private final Consumer<String> say;
  private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();
  private HomeDirectory home;
  private PostgresCluster cluster;
  private ObjectStorage storage;
  private AuthServer auth;

  /** Starts nothing yet; {@code say} takes a line for each step. */
  LocalSystem(Arguments arguments, Consumer<String> say) {
    this.arguments = arguments;
    this.say = say;
  }

  /**
   * Starts all parts. After a failure the caller must still close those that were started.
   *
   * @throws StartupFailure when a part cannot start
   */
  void start() {
    home = keep(HomeDirectory.open(arguments.home()));
    startDatabase();
    storage =
        keep(
            ObjectStorage.start(
                home.objects(),
                arguments.listen(),
                arguments.storagePort(),
                storageKey("aws_access_key_id"),
                storageKey("aws_secret_access_key")));
    say.accept("Object storage: %s, bucket %s".formatted(storage.endpoint(), ObjectStorage.BUCKET));
    auth =
        keep(
            AuthServer.start(
                database("supabase_auth_admin"),
                SigningKeys.keptIn(home.signingKey()),
                arguments.listen(),
                arguments.gatewayPort(),
                Clock.systemUTC(),
                say));
    keep(DataApi.start(database("authenticator"), auth));
    say.accept("Sign-in: %s, publishable key %s".formatted(auth.issuer(), publishableKey()));
    say.accept("Mails, such as codes to confirm an address: here and at " + auth.mailsUrl());
    home.writeSettings(settings());
    if (arguments.demo()) {
      keep(Demo.start(demoContext()));
    }
    home.markReady();
    say.accept("Ready. The services' settings are in " + home.settingsFile() + ".");
  }

  /** Completes when the database server has ended. */
  CompletableFuture<Void> onDatabaseExit() {
    return cluster.onExit();
  }

  /** Stops the running parts, the last first; also while others are being started. */
  @Override
  public void close() {
    for (AutoCloseable part = running.poll(); part != null; part = running.poll()) {
      try {
        part.close();
      } catch (Exception failure) { // the other parts must still be stopped
        say.accept("While stopping: " + failure.getMessage());
      }
    }
  }

  private void startDatabase() {
    cluster =
        keep(
            PostgresCluster.start(
                PostgresInstallation.findAll(),
                home.postgres(),
                home.postgresLog(),
                arguments.listen(),
                arguments.databasePort()));
    say.accept(
        "PostgreSQL: postgresql://postgres:%s@127.0.0.1:%d/postgres, data in %s"
            .formatted(PostgresCluster.PASSWORD, cluster.port(), cluster.data()));
    // Before anything is written: data of an older schema stay as they are.
    new Migrations(database(PostgresCluster.SUPERUSER)).check();
    try (Connection superuser = database(PostgresCluster.SUPERUSER).getConnection()) {
      SupabaseShim.applyTo(superuser);
      if (!arguments.migrate()) {
        say.accept("Schema: left to others");
        return;
      }
      int applied = new Migrations(database("postgres")).apply(Optional.empty());
      SupabaseShim.setServicePasswords(superuser, home::secret);
      say.accept(
          applied == 0 ? "Schema: up to date" : "Schema: %d migrations applied".formatted(applied));
    } catch (SQLException failure) {
      throw new StartupFailure(
          Reason.BROKEN, "The database cannot be prepared: " + failure.getMessage(), failure);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("SUPABASE_URL", auth.url().toString());
    settings.put("SUPABASE_JWT_SECRET", AuthServer.LEGACY_JWT_SECRET);
    settings.put("SUPABASE_PUBLISHABLE_KEY", publishableKey());
    settings.put("ROOMTONE_STORAGE_BUCKET", ObjectStorage.BUCKET);
    settings.put("AWS_REGION", "us-east-1");
    settings.put("AWS_ACCESS_KEY_ID", storage.accessKey());
    settings.put("AWS_SECRET_ACCESS_KEY", storage.secretKey());
    settings.put("QUARKUS_S3_ENDPOINT_OVERRIDE", storage.endpoint().toString());
    settings.put("ROOMTONE_STORAGE_PUBLIC_ENDPOINT", storage.endpoint().toString());
    settings.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl());
    settings.put("ROOMTONE_LISTENER_URL", BRAIN.toString());
    // The admin panel, which the manager delivers, calls the brain, too.
    settings.put("ROOMTONE_CORS_ORIGINS", MANAGER.toString());
    settings.put("ROOMTONE_LOCAL_BRAIN_PASSWORD", home.secret("brain_service"));
    settings.put("ROOMTONE_LOCAL_MANAGER_PASSWORD", home.secret("manager_service"));
    return settings;
  }

  private DemoContext demoContext() {
    return new DemoContext(
        home.path(),
        auth.url(),
        publishableKey(),
        arguments.brain(),
        arguments.manager(),
        arguments.managerReady(),
        database("postgres"),
        say);
  }

  /** A key of the storage, which whoever starts this may choose. */
  private String storageKey(String name) {
    String chosen = System.getenv("ROOMTONE_LOCAL_" + name.toUpperCase(Locale.ROOT));
    return chosen == null || chosen.isBlank() ? home.secret(name) : chosen;
  }

  private String publishableKey() {
    return "sb_publishable_" + home.secret("publishable_key");
  }

  private String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(cluster.port());
  }

  private PGSimpleDataSource database(String login) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl());
    source.setUser(login);
    source.setPassword(PostgresCluster.PASSWORD);
    return source;
  }

  private <T extends AutoCloseable> T keep(T part) {
    running.push(part);
    return part;
  }
}
