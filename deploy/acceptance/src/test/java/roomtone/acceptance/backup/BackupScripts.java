package roomtone.acceptance.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import roomtone.local.postgres.PostgresInstallation;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.TestSystem;

/** Runs deploy/backup/backup and deploy/backup/restore as an operator does. */
final class BackupScripts {

  private final Map<String, String> environment = new HashMap<>();

  /** What a script printed, errors too, and its exit code. */
  record Outcome(int code, String text) {}

  /** For a system's database and bucket. */
  BackupScripts(TestSystem system) {
    this(system.database());
    environment.put("ROOMTONE_STORAGE_BUCKET", system.storage().objects().getFileName().toString());
    environment.put("QUARKUS_S3_ENDPOINT_OVERRIDE", system.storage().endpoint().toString());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", system.storage().accessKey());
    environment.put("AWS_SECRET_ACCESS_KEY", system.storage().secretKey());
  }

  /** For a database alone. */
  BackupScripts(LocalDatabase database) {
    URI address = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    environment.put("PGHOST", address.getHost());
    environment.put("PGPORT", Integer.toString(address.getPort()));
    environment.put("PGDATABASE", database.name());
    environment.put("PGPASSWORD", LocalDatabase.password("postgres"));
    for (String login : List.of("brain_service", "manager_service")) {
      environment.put(
          login.replace("service", "password").toUpperCase(Locale.ROOT),
          LocalDatabase.password(login));
    }
  }

  /** With a variable set, or without it when the value is null. */
  BackupScripts with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Outcome backup(Path folder, String... options) {
    return run("backup", folder, options);
  }

  Outcome restore(Path backup, String... options) {
    return run("restore", backup, options);
  }

  /** Runs a script with options alone. */
  static Outcome bare(String script, String... options) {
    return run(script, List.of(options), Map.of());
  }

  private Outcome run(String script, Path folder, String... options) {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    arguments.addAll(List.of(options));
    return run(script, arguments, environment);
  }

  private static Outcome run(
      String script, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Checkout.folder().resolve("deploy/backup").resolve(script).toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The programs of the server's version come first.
    Path programs = PostgresInstallation.findAll().getFirst().bin();
    builder.environment().merge("PATH", "", (path, none) -> programs + File.pathSeparator + path);
    environment.forEach(
        (name, value) -> {
          if (value == null) {
            builder.environment().remove(name);
          } else {
            builder.environment().put(name, value);
          }
        });
    try {
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Outcome(process.waitFor(), text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The only backup in a folder. */
  static Path only(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> !entry.endsWith("files")).toList().getFirst();
    }
  }
}
