package roomtone.local.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import roomtone.local.startup.Loopback;

/**
 * A packaged service, running. Ports are free ones unless its environment names {@code
 * QUARKUS_HTTP_PORT} or {@code QUARKUS_MANAGEMENT_PORT}; the log goes to {@code target/log} below
 * the current folder.
 */
public final class LocalService implements AutoCloseable {

  /**
   * The default options of the Java machine. A test lasts too short for the second compiler to pay,
   * which takes the time of a processor for itself meanwhile.
   */
  static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Process process;
  private final URI url;
  private final URI management;
  private final Path log;

  private LocalService(Process process, URI url, URI management, Path log) {
    this.process = process;
    this.url = url;
    this.management = management;
    this.log = log;
  }

  /**
   * Starts a service and waits until it calls itself ready.
   *
   * @param module its directory, such as {@code brain-service}
   * @param environment what an operator would set
   */
  public static LocalService start(String module, Map<String, String> environment) {
    return start(module, environment, OPTIONS);
  }

  /**
   * As {@link #start(String, Map)}, with options of one's own for the Java machine.
   *
   * @param options such as {@code -Xmx512m}
   */
  public static LocalService start(
      String module, Map<String, String> environment, List<String> options) {
    LocalService service = launch(module, environment, options);
    service.awaitReady();
    return service;
  }

  /** As {@link #start(String, Map, List)}, without waiting until it is ready. */
  public static LocalService launch(
      String module, Map<String, String> environment, List<String> options) {
    Path jar =
        Checkout.folder().resolve(Path.of(module, "target", "quarkus-app", "quarkus-run.jar"));
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          jar + " is missing: run ./dev test, or ./mvnw verify, which package the services first");
    }
    int port = port(environment.get("QUARKUS_HTTP_PORT"));
    int managementPort = port(environment.get("QUARKUS_MANAGEMENT_PORT"));
    Path log = Path.of("target", "log", module + "-" + port + ".log");
    try {
      Files.createDirectories(log.getParent());
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(options);
      command.addAll(
          List.of(
              "-Dquarkus.http.port=" + port,
              "-Dquarkus.http.host=127.0.0.1",
              "-Dquarkus.management.port=" + managementPort,
              "-Dquarkus.management.host=127.0.0.1",
              "-jar",
              jar.toString()));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("QUARKUS_PROFILE", "local");
      builder.environment().putAll(environment);
      return new LocalService(
          builder.start(),
          URI.create("http://127.0.0.1:" + port),
          URI.create("http://127.0.0.1:" + managementPort),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(String wanted) {
    return wanted == null ? Loopback.freePort() : Integer.parseInt(wanted);
  }

  /** Where it answers. */
  public String url() {
    return url.toString();
  }

  /** Where operators ask: health and metrics. */
  public URI managementUrl() {
    return management;
  }

  /** Whether the process has ended. */
  public boolean hasEnded() {
    return !process.isAlive();
  }

  /** Its process, for those who measure or kill it. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** What it has written. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it wants to be called. */
  public boolean isReady() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest ready =
          HttpRequest.newBuilder(management.resolve("/q/health/ready"))
              .timeout(Duration.ofSeconds(10))
              .build();
      return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notListening) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void awaitReady() {
    long end = System.nanoTime() + START.toNanos();
    while (!isReady()) {
      boolean ended = hasEnded();
      if (ended || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "the service " + (ended ? "ended before it was" : "is not yet") + " ready:\n" + log());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Ends it as a crash does, in the middle of whatever it is at. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to stop, and waits. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the service did not stop within " + STOP + ":\n" + log());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
