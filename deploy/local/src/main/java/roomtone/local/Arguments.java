package roomtone.local;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The command line of {@code serve}.
 *
 * @param home the directory of all files
 * @param demo whether to run the demo
 */
record Arguments(Path home, boolean demo, int databasePort, int gatewayPort, int storagePort) {

  static final String USAGE =
      """
      Roomtone on one machine: PostgreSQL, sign-in and object storage for development.

      usage: java -jar roomtone-local.jar serve [--home DIR] [--demo]
                                                [--database-port N] [--gateway-port N] [--storage-port N]
             java -jar roomtone-local.jar --help | --version

        --home DIR         where everything is kept (.roomtone)
        --demo             loads demo data through the manager and plays the room garden
        --database-port N  PostgreSQL (54322)
        --gateway-port N   sign-in at /auth/v1, Data API at /rest/v1 (54321)
        --storage-port N   S3 (54330)

      Runs until SIGTERM or Ctrl-C. When all is ready, DIR/ready exists and DIR/local.env holds the services' settings.
      Exit codes: 0 stopped as asked, 64 usage, 69 something is not installed, 73 cannot write, 75 a port or the
      home is in use, 70 anything else.
      """;

  static Arguments parse(List<String> arguments) {
    Deque<String> rest = new ArrayDeque<>(arguments);
    if (!"serve".equals(rest.poll())) {
      throw new StartupFailure(Reason.USAGE, "The command is serve; --help says more.");
    }
    boolean demo = false;
    Map<String, String> given = new HashMap<>();
    while (!rest.isEmpty()) {
      String option = rest.poll();
      switch (option) {
        case "--demo" -> demo = true;
        case "--home", "--database-port", "--gateway-port", "--storage-port" ->
            given.put(option, value(option, rest));
        default ->
            throw new StartupFailure(
                Reason.USAGE, "There is no option " + option + "; --help says more.");
      }
    }
    return new Arguments(
        Path.of(given.getOrDefault("--home", ".roomtone")),
        demo,
        port(given, "--database-port", "54322"),
        port(given, "--gateway-port", "54321"),
        port(given, "--storage-port", "54330"));
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
