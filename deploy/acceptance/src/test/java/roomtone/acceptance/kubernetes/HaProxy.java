package roomtone.acceptance.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import roomtone.acceptance.ChildProcess;
import roomtone.local.startup.Loopback;

/**
 * A haproxy in front of the processes of a service, as a child process on loopback. It keeps
 * connections open and asks for the readiness of each process on its management port. It tries no
 * request again, so that a caller sees every loss.
 */
final class HaProxy implements AutoCloseable {

  /** How often it asks for the readiness; after two answers it changes its mind. */
  private static final Duration CHECK = Duration.ofMillis(500);

  private final ChildProcess process;
  private final int port;
  private final Path directory;

  private HaProxy(ChildProcess process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param servers the management port of each process by its port
   * @throws AssertionError when haproxy is not installed or refuses its configuration
   */
  static HaProxy before(Map<Integer, Integer> servers) {
    int port = Loopback.freePort();
    try {
      Path directory = Files.createTempDirectory("roomtone-haproxy-");
      Path configuration = directory.resolve("haproxy.cfg");
      Files.writeString(configuration, configuration(port, servers));
      ChildProcess process =
          ChildProcess.start(
              List.of(program(), "-db", "-f", configuration.toString()), directory.resolve("log"));
      process.awaitListening("haproxy", port);
      return new HaProxy(process, port, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String program() {
    return List.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy").stream()
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "haproxy is missing: install it (apt-get install haproxy), or run ./dev test"
                        + " --long"));
  }

  private static String configuration(int port, Map<Integer, Integer> servers) {
    StringBuilder text =
        new StringBuilder(
            """
            global
              maxconn 1000
            defaults
              mode http
              retries 0
              http-reuse always
              timeout connect 2s
              timeout client 90s
              timeout server 90s
              timeout check 5s
            frontend calls
              bind 127.0.0.1:%d
              default_backend pods
            backend pods
              balance roundrobin
              option httpchk
              http-check send meth GET uri /q/health/ready
              http-check expect status 200
              default-server check inter %d fall 2 rise 2
            """
                .formatted(port, CHECK.toMillis()));
    servers.forEach(
        (server, management) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "  server pod%d 127.0.0.1:%d check port %d%n",
                    server,
                    server,
                    management)));
    return text.toString();
  }

  /** Where callers come in. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.close();
    try {
      Files.deleteIfExists(directory.resolve("haproxy.cfg"));
      Files.deleteIfExists(directory.resolve("log"));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
