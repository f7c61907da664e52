package roomtone.acceptance.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A stub of the three processes of a running Roomtone. {@code ./dev} starts it with a stub of
 * {@code java}; the path after {@code -jar} selects the process. It runs until it is killed. Of a
 * program that is given by its class it only prints class and arguments.
 */
public final class StubProcess {
  private static final String DEMO_FAILS = System.getenv("STUB_DEMO_FAILS");

  /** The same when the demo fails: the garden then has the status of an earlier run. */
  private static final String PLAYERS =
      "[{\"id\": \"1\", \"slug\": \"lobby\", \"name\": \"Lobby\", \"status\": \"offline\"},"
          + " {\"id\": \"2\", \"name\": \"Garden\", \"status\": \"playing\", \"slug\": \"garden\"}]";

  private StubProcess() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (!words.contains("-jar")) {
      // A program of the module bench: options, its class path, its class, its arguments.
      int program = words.indexOf("-cp") + 2;
      System.out.println("runs " + String.join(" ", words.subList(program, words.size())));
      return;
    }
    Path jar = Path.of(words.get(words.indexOf("-jar") + 1));
    String name = jar.getParent().getFileName().toString();
    System.out.println(name + " as " + System.getenv("QUARKUS_DATASOURCE_USERNAME"));
    if (name.equals(System.getenv("STUB_DIES"))) {
      System.out.println(name + ": the setting X is missing");
      System.exit(Integer.parseInt(System.getenv("STUB_CODE")));
    }
    switch (name) {
      case "local" -> runLocal(Path.of(words.get(words.indexOf("--home") + 1)));
      case "brain" -> runService("BRAIN", "secret-of-brain");
      case "manager" -> runService("MANAGER", "secret-of-manager");
      default -> throw new IllegalArgumentException(name);
    }
    new CountDownLatch(1).await();
  }

  private static void runLocal(Path home) throws IOException {
    Files.writeString(
        home.resolve("local.env"),
        """
        ROOMTONE_LOCAL_BRAIN_PASSWORD=secret-of-brain
        ROOMTONE_LOCAL_MANAGER_PASSWORD=secret-of-manager
        """);
    Files.createFile(home.resolve("ready"));
    System.out.println(
        DEMO_FAILS == null ? "Garden: the device plays \"Rain\"" : "Demo: gave up: " + DEMO_FAILS);
  }

  private static void runService(String role, String password) throws IOException {
    boolean ready = password.equals(System.getenv("QUARKUS_DATASOURCE_PASSWORD"));
    serve(role + "_PORT", "/api/players", 200);
    serve(role + "_MANAGEMENT_PORT", "/q/health/ready", ready ? 200 : 503);
  }

  private static void serve(String port, String path, int status) throws IOException {
    int number = Integer.parseInt(System.getenv("ROOMTONE_DEV_" + port));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 0);
    server.createContext(
        path,
        exchange -> {
          byte[] body = PLAYERS.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }
}
