package roomtone.bench.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.Checkout;

/** A packaged service as a process whose start is measured. Its log is in {@code target/log}. */
final class ServiceProcess implements AutoCloseable {

  /** The address in the requests that are given to {@link #call}. */
  static final URI PLACEHOLDER = URI.create("http://service/");

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Process process;
  private final long started;
  private final int port;
  private final int managementPort;
  private final Path log;

  private ServiceProcess(Process process, long started, int port, int managementPort, Path log) {
    this.process = process;
    this.started = started;
    this.port = port;
    this.managementPort = managementPort;
    this.log = log;
  }

  /**
   * Starts a service and waits for nothing.
   *
   * @param options of the Java machine
   */
  static ServiceProcess start(
      String module, Map<String, String> environment, List<String> options) {
    int port = Loopback.freePort();
    int managementPort = Loopback.freePort();
    Path log = Path.of("target", "log", module + "-" + port + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", "quarkus-run.jar"));
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(Checkout.folder().resolve(module).resolve("target/quarkus-app").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
      builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
      builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
      builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
      long started = System.nanoTime();
      return new ServiceProcess(builder.start(), started, port, managementPort, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a request until it is answered with 200.
   *
   * @return the seconds since the start of the process
   */
  double secondsToAnswer(HttpClient http, HttpRequest.Builder request) {
    while (true) {
      try {
        if (status(http, request) == 200) {
          return (System.nanoTime() - started) / 1e9;
        }
      } catch (IOException notListening) {
        // asked again below
      }
      if (!process.isAlive() || System.nanoTime() - started > LIMIT.toNanos()) {
        process.destroyForcibly();
        throw new IllegalStateException("the service did not answer:\n" + text());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Sends a request that must succeed. */
  void call(HttpClient http, HttpRequest.Builder request) {
    try {
      int status = status(http, request);
      if (status >= 400 && status != 429) {
        throw new IllegalStateException(request.build().uri().getPath() + " is answered " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks for health and metrics. */
  void callManagement(HttpClient http) {
    URI management = URI.create("http://127.0.0.1:" + managementPort);
    for (String path : List.of("/q/health/ready", "/q/health/live", "/q/metrics")) {
      try {
        var unused = send(http, HttpRequest.newBuilder(management.resolve(path)).build());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private int status(HttpClient http, HttpRequest.Builder request) throws IOException {
    HttpRequest sent = request.build();
    String path = sent.uri().getPath();
    URI address = URI.create("http://127.0.0.1:" + port + path);
    return send(http, request.copy().uri(address).build());
  }

  private static int send(HttpClient http, HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Lets it run without calls. */
  void stayIdle(Duration time) {
    try {
      if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the service ended:\n" + text());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The resident memory, in MB; by Linux, private and shared pages. */
  double residentMegabytes() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException notLinux) {
      return Double.NaN;
    }
  }

  private String text() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to stop, and waits: with a training it writes the cache first. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the service did not stop:\n" + text());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
