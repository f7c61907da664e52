package roomtone.local;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
        --gateway-port N   sign-in, at /auth/v1 (54321)
        --storage-port N   S3 (54330)

      Runs until SIGTERM or Ctrl-C. When all is ready, DIR/ready exists and DIR/local.env holds the services' settings.
      Exit codes: 0 stopped as asked, 64 usage, 69 something is not installed, 73 cannot write, 75 a port or the
      home is in use, 70 anything else.
      """;

  static Arguments parse(List<String> arguments) {
    Arguments result = new Arguments(Path.of(".roomtone"), false, 54322, 54321, 54330);
    Deque<String> rest = new ArrayDeque<>(arguments);
    if (!"serve".equals(rest.poll())) {
      throw new StartupFailure(Reason.USAGE, "The command is serve; --help says more.");
    }
    while (!rest.isEmpty()) {
      String option = rest.poll();
      result =
          switch (option) {
            case "--home" -> result.withHome(Path.of(value(option, rest)));
            case "--demo" -> result.withDemo();
            case "--database-port" ->
                result.withPorts(port(option, rest), result.gatewayPort, result.storagePort);
            case "--gateway-port" ->
                result.withPorts(result.databasePort, port(option, rest), result.storagePort);
            case "--storage-port" ->
                result.withPorts(result.databasePort, result.gatewayPort, port(option, rest));
            default ->
                throw new StartupFailure(
                    Reason.USAGE, "There is no option " + option + "; --help says more.");
          };
    }
    return result;
  }

  private Arguments withHome(Path other) {
    return new Arguments(other, demo, databasePort, gatewayPort, storagePort);
  }

  private Arguments withDemo() {
    return new Arguments(home, true, databasePort, gatewayPort, storagePort);
  }

  private Arguments withPorts(int database, int gateway, int storage) {
    return new Arguments(home, demo, database, gateway, storage);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new StartupFailure(Reason.USAGE, option + " needs a value; --help says more.");
    }
    return rest.poll();
  }

  private static int port(String option, Deque<String> rest) {
    String value = value(option, rest);
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
