package roomtone.acceptance.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The container engine of this machine, found or installed by {@code ./dev images}. */
public final class Engine {

  static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

  private static final Duration BUILD = Duration.ofMinutes(40);
  private static final Duration COMMAND = Duration.ofMinutes(3);

  /** How a command ended: its exit code, and what it wrote to both of its outputs. */
  public record Result(int exitCode, String output) {}

  private static Engine prepared;
  private static boolean built;

  private final String program;
  private final Map<String, String> environment;

  private Engine(String program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
  }

  /**
   * The engine, which is installed when it is missing.
   *
   * @throws AssertionError when there is none and none can be installed
   */
  static synchronized Engine prepared() {
    if (prepared == null) {
      Engine unknown = new Engine("", Map.of());
      String found = unknown.script("echo \"engine=$engine ${CONTAINERS_CONF:-}\"", "engine");
      String program = found.substring(0, found.indexOf(' '));
      String settings = found.substring(program.length()).strip();
      prepared =
          new Engine(program, settings.isEmpty() ? Map.of() : Map.of("CONTAINERS_CONF", settings));
    }
    return prepared;
  }

  /**
   * The engine with the images of this checkout, which are built once for all tests of this
   * process.
   *
   * @throws AssertionError when a build fails
   */
  public static synchronized Engine withImages() {
    if (!built) {
      Result images = run(BUILD, Map.of(), List.of("./dev", "images"));
      assertEquals(0, images.exitCode(), images::output);
      built = true;
    }
    return prepared();
  }

  /**
   * Runs functions of the scripts of {@code ./dev}, with an engine.
   *
   * @return the value that the commands print as {@code variable=value}
   */
  String script(String commands, String variable) {
    Result result =
        run(
            BUILD,
            environment,
            List.of("bash", "-c", ". ./dev help >/dev/null; ensure_engine; " + commands));
    assertEquals(0, result.exitCode(), result::output);
    return result
        .output()
        .lines()
        .filter(line -> line.startsWith(variable + "="))
        .map(line -> line.substring(variable.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(result.output()));
  }

  /** Pulls an image, or makes a stand-in of it where it cannot be pulled. */
  void ensureImage(String image) {
    var unused = script("ensure_image '%s' && echo done=".formatted(image), "done");
  }

  /** Removes all containers that a filter finds, with their volumes. */
  void removeAll(String filter) {
    output("ps", "--all", "--quiet", "--filter", filter)
        .lines()
        .forEach(id -> output("rm", "--force", "--volumes", id));
  }

  /** The program, docker or podman. */
  public String program() {
    return program;
  }

  /** The variables that the program needs. */
  Map<String, String> environment() {
    return environment;
  }

  /** Runs the engine's program. */
  public Result run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    return run(COMMAND, environment, command);
  }

  /**
   * Runs the engine's program, which must succeed, and returns what it wrote, without blanks around
   * it.
   */
  public String output(String... arguments) {
    Result result = run(List.of(arguments));
    assertEquals(0, result.exitCode(), () -> List.of(arguments) + ": " + result.output());
    return result.output().strip();
  }

  /** A field of an image or container, by a template of Go. */
  public String inspect(String name, String template) {
    return output("inspect", "--format", template, name);
  }

  /** Runs a command in the folder of the checkout. */
  static Result run(Duration limit, Map<String, String> environment, List<String> command) {
    try {
      Path output = Files.createTempFile("roomtone-engine-", ".log");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(PROJECT.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroy);
          process.destroy();
          throw new AssertionError(
              "%s is not done within %s:%n%s".formatted(command, limit, Files.readString(output)));
        }
        return new Result(process.exitValue(), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
