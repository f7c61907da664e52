package roomtone.bench.load;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import roomtone.local.postgres.PostgresInstallation;
import roomtone.local.testing.LocalDatabase;

/** pgbench, PostgreSQL's load generator. */
public final class PgBench {

  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without initial");

  /** The variables that a script sets, and those that it uses: a name after a single colon. */
  private static final Pattern SET = Pattern.compile("(?m)^\\\\set (\\w+)");

  private static final Pattern USED = Pattern.compile("(?<!:):([a-z]\\w*)");

  private final Path program;
  private final LocalDatabase database;
  private final String login;

  private PgBench(Path program, LocalDatabase database, String login) {
    this.program = program;
    this.database = database;
    this.login = login;
  }

  /** The installed pgbench, for a database and a login; empty where it is not installed. */
  public static Optional<PgBench> find(LocalDatabase database, String login) {
    return PostgresInstallation.findAll().stream()
        .map(installation -> installation.bin().resolve("pgbench"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new PgBench(program, database, login));
  }

  /**
   * Runs a script repeatedly.
   *
   * @param script a resource of the given class
   * @param variables variables of the script
   * @return how often it ran per second
   * @throws IllegalArgumentException when the script uses a variable without a value, which pgbench
   *     would take for null
   */
  public double perSecond(
      Class<?> owner, String script, int clients, Duration time, Map<String, Integer> variables) {
    Process process = null;
    try {
      Path file = Files.createTempFile("roomtone-", ".sql");
      Files.writeString(file, scriptWith(variables.keySet(), owner, script));
      process = start(file, clients, time, variables);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Files.delete(file);
      Matcher rate = RATE.matcher(output);
      if (process.waitFor() != 0 || !rate.find()) {
        throw new IllegalStateException("pgbench failed: " + output);
      }
      return Double.parseDouble(rate.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      if (process != null) {
        process.destroy();
      }
    }
  }

  static String scriptWith(Set<String> given, Class<?> owner, String script) throws IOException {
    String text;
    try (InputStream resource = owner.getResourceAsStream(script)) {
      text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
    Set<String> missing = USED.matcher(text).results().map(m -> m.group(1)).collect(toSet());
    missing.removeAll(SET.matcher(text).results().map(m -> m.group(1)).collect(toSet()));
    missing.removeAll(given);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(script + " uses what nobody sets: " + missing);
    }
    return text;
  }

  private Process start(Path script, int clients, Duration time, Map<String, Integer> variables)
      throws IOException {
    URI address = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + clients,
                "--jobs=1",
                "--time=" + Math.max(1, time.toSeconds()),
                "--file=" + script,
                "--host=" + address.getHost(),
                "--port=" + address.getPort(),
                "--username=" + login));
    variables.forEach((name, value) -> command.add("--define=" + name + "=" + value));
    command.add(database.name());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", LocalDatabase.password(login));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process;
  }
}
