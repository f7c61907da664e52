package roomtone.acceptance.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import roomtone.acceptance.containers.Engine.Result;

/**
 * docker-compose.yml with {@code deploy/compose/local.yml} on top, as a project of its own name.
 * With podman this runs the health checks, every second, which podman leaves to systemd.
 */
final class Compose implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String PROJECT_NAME = "roomtone-test";
  private static final String PROJECT_LABEL = "label=com.docker.compose.project=" + PROJECT_NAME;

  private final Engine engine;
  private final DockerApi api;
  private final List<String> command;
  private final ScheduledExecutorService healthChecks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

  private Compose(Engine engine, DockerApi api, List<String> command) {
    this.engine = engine;
    this.api = api;
    this.command = command;
  }

  /** Finds or installs docker-compose. */
  static Compose prepare(Engine engine) throws IOException {
    List<String> command =
        List.of(engine.script("ensure_compose && echo \"compose=$compose\"", "compose").split(" "));
    Compose compose = new Compose(engine, DockerApi.of(engine), command);
    if (engine.program().equals("podman")) {
      var unused =
          compose.healthChecks.scheduleWithFixedDelay(compose::checkHealth, 1, 1, TimeUnit.SECONDS);
    }
    return compose;
  }

  private void checkHealth() {
    engine
        .run(List.of("ps", "--quiet", "--filter", PROJECT_LABEL))
        .output()
        .lines()
        .forEach(id -> engine.run(List.of("healthcheck", "run", id)));
  }

  /** Runs a command of docker-compose, which must succeed. */
  String run(String... arguments) {
    Result result = attempt(arguments);
    assertEquals(0, result.exitCode(), () -> List.of(arguments) + ": " + result.output() + logs());
    return result.output();
  }

  private Result attempt(String... arguments) {
    List<String> line = new ArrayList<>(command);
    line.addAll(
        List.of(
            "--project-name=" + PROJECT_NAME,
            "--file=docker-compose.yml",
            "--file=deploy/compose/local.yml"));
    line.addAll(List.of(arguments));
    return Engine.run(LIMIT, api.environment(), line);
  }

  private String logs() {
    return attempt("logs", "--tail=40").output();
  }

  /** Removes the containers, the network and the volumes. */
  @Override
  public void close() {
    try {
      attempt("down", "--volumes", "--timeout=20");
    } finally {
      healthChecks.shutdownNow();
      api.close();
    }
  }
}
