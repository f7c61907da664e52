package roomtone.local;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import roomtone.local.startup.Loopback;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The command line of {@code serve}.
 *
 * @param home the directory of all files
 * @param demo whether to run the demo
 * @param migrate whether to apply the migrations
 * @param listen the address on which all ports are open
 * @param brain where the demo calls the brain
 * @param manager where the demo calls the manager
 * @param managerReady the manager's readiness, which the demo waits for
 */
record Arguments(
    Path home,
    boolean demo,
    boolean migrate,
    InetAddress listen,
    int databasePort,
    int gatewayPort,
    int storagePort,
    URI brain,
    URI manager,
    URI managerReady) {

  static final String USAGE =
      """
      Roomtone on one machine: PostgreSQL, sign-in and object storage for development.

      usage: java -jar roomtone-local.jar serve [OPTION...]
             java -jar roomtone-local.jar --help | --version

        --home DIR         where everything is kept (.roomtone)
        --demo             loads demo data through the manager and plays the room garden
        --database-port N  PostgreSQL (54322)
        --gateway-port N   sign-in at /auth/v1, Data API at /rest/v1 (54321)
        --storage-port N   S3 (54330)
        --listen ADDRESS   where the ports are open (127.0.0.1); 0.0.0.0 in a container. Passwords are public.
        --no-migrations    leaves the migrations to somebody else, such as a job of its own
        --brain URL        where the demo finds the services (http://127.0.0.1:8080, http://127.0.0.1:8081,
        --manager URL      http://127.0.0.1:9001/q/health/ready)
        --manager-ready URL

      Runs until SIGTERM or Ctrl-C. When all is ready, DIR/ready exists and DIR/local.env holds the services' settings.
      Exit codes: 0 stopped as asked, 64 usage, 69 something is not installed, 73 cannot write, 75 a port or the
      home is in use, 70 anything else.
      """;

  static Arguments parse(List<String> arguments) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    if (!"serve".equals(rest.poll())) {
      throw new StartupFailure(Reason.USAGE, "The command is serve; --help says more.");
    }
    Set<String> switches = new HashSet<>();
    Map<String, String> given = new HashMap<>();
    while (!rest.isEmpty()) {
      String option = rest.poll();
      switch (option) {
        case "--demo", "--no-migrations" -> switches.add(option);
        case "--home",
            "--database-port",
            "--gateway-port",
            "--storage-port",
            "--listen",
            "--brain",
            "--manager",
            "--manager-ready" ->
            given.put(option, value(option, rest));
        default ->
            throw new StartupFailure(
                Reason.USAGE, "There is no option " + option + "; --help says more.");
      }
    }
    return new Arguments(
        Path.of(given.getOrDefault("--home", ".roomtone")),
        switches.contains("--demo"),
        !switches.contains("--no-migrations"),
        address(given),
        port(given, "--database-port", "54322"),
        port(given, "--gateway-port", "54321"),
        port(given, "--storage-port", "54330"),
        url(given, "--brain", "http://127.0.0.1:8080"),
        url(given, "--manager", "http://127.0.0.1:8081"),
        url(given, "--manager-ready", "http://127.0.0.1:9001/q/health/ready"));
  }

  /** The address in figures: a name would have to be looked up, and could change. */
  private static InetAddress address(Map<String, String> given) {
    String value = given.get("--listen");
    try {
      return value == null ? Loopback.address() : InetAddress.ofLiteral(value);
    } catch (IllegalArgumentException noAddress) {
      throw new StartupFailure(
          Reason.USAGE, "--listen needs an IP address, such as 0.0.0.0, not " + value + ".");
    }
  }

  private static URI url(Map<String, String> given, String option, String otherwise) {
    String value = given.getOrDefault(option, otherwise);
    try {
      URI url = URI.create(value);
      if ("http".equals(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException noUrl) {
      // the exception below reports it
    }
    throw new StartupFailure(
        Reason.USAGE, option + " needs a URL that begins with http://, not " + value + ".");
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new StartupFailure(Reason.USAGE, option + " needs a value; --help says more.");
    }
    return rest.poll();
  }

  private static int port(Map<String, String> given, String option, String otherwise) {
    String value = given.getOrDefault(option, otherwise);
    try {
      int port = Integer.parseInt(value);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException noNumber) {
      // the exception below reports it
    }
    throw new StartupFailure(
        Reason.USAGE, option + " needs a port from 1 to 65535, not " + value + ".");
  }
}
