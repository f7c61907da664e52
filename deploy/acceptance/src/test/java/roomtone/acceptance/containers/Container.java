package roomtone.acceptance.containers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.acceptance.containers.Engine.Result;
import roomtone.local.testing.Await;

/**
 * A running container on the network of this machine, restricted as docker-compose.yml does it: the
 * file system is read-only but for {@code /tmp}, and there are no capabilities. It is removed when
 * it is closed.
 */
final class Container implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Engine engine;
  private final String name;

  private Container(Engine engine, String name) {
    this.engine = engine;
    this.name = name;
  }

  /**
   * Starts a container.
   *
   * @param options of {@code docker run} beside those of every container here
   * @param image the image, then arguments for its entry point
   */
  static Container start(
      Engine engine, Map<String, String> environment, List<String> options, String... image) {
    Container container = new Container(engine, "roomtone-test-" + UUID.randomUUID());
    List<String> command = new ArrayList<>(List.of("run", "--detach", "--name", container.name));
    command.addAll(
        List.of(
            "--network=host",
            "--read-only",
            "--tmpfs=/tmp",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
            "--memory=512m"));
    environment.forEach((variable, value) -> command.add("--env=" + variable + "=" + value));
    command.addAll(options);
    command.addAll(List.of(image));
    Result started = engine.run(command);
    if (started.exitCode() != 0) {
      container.close();
      throw new AssertionError(command + ": " + started.output());
    }
    return container;
  }

  /** What it has written. */
  String log() {
    return engine.run(List.of("logs", name)).output();
  }

  /** Runs a command in it. */
  Result exec(String... command) {
    List<String> arguments = new ArrayList<>(List.of("exec", name));
    arguments.addAll(List.of(command));
    return engine.run(arguments);
  }

  /** Whether root could change a file in it, who owns the files of the image. */
  boolean isWritable(String file) {
    return engine.run(List.of("exec", "--user=0", name, "touch", file)).exitCode() == 0;
  }

  /** How often the engine has started it again. */
  int restarts() {
    return Integer.parseInt(engine.inspect(name, "{{.RestartCount}}"));
  }

  /** Waits until the health check of its image succeeds. */
  void awaitHealthy() {
    try {
      Await.until("healthy", PATIENCE, () -> exec("/app/healthy").exitCode() == 0);
    } catch (AssertionError never) {
      throw new AssertionError(never.getMessage() + "\n" + log(), never);
    }
  }

  /** Waits for its end and returns the exit code. */
  int awaitEnd() {
    Await.until(
        "it has ended",
        PATIENCE,
        () -> List.of("exited", "stopped").contains(engine.inspect(name, "{{.State.Status}}")));
    return Integer.parseInt(engine.inspect(name, "{{.State.ExitCode}}"));
  }

  @Override
  public void close() {
    engine.run(List.of("rm", "--force", "--volumes", name));
  }
}
