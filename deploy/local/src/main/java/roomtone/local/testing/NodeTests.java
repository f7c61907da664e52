package roomtone.local.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs tests that are written for Node, with the packages that {@code npm ci --ignore-scripts} has
 * installed in {@code web/}. Node is the program that the environment variable ROOMTONE_NODE names,
 * or {@code node}.
 */
public final class NodeTests {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private NodeTests() {}

  /**
   * Runs a file of tests.
   *
   * @param file in {@code web/}, such as {@code supabase/test/mails.test.mjs}
   * @param environment beside that of this process
   * @return what it has written
   * @throws AssertionError when a test fails, with what it has written
   * @throws IllegalStateException when packages or Node are missing
   */
  public static String run(String file, Map<String, String> environment) {
    Path web = Checkout.folder().resolve("web");
    if (!Files.exists(web.resolve("node_modules/@supabase/supabase-js"))) {
      throw new IllegalStateException(
          "The packages of web/ are not installed; run npm ci --ignore-scripts in web/.");
    }
    String node = Optional.ofNullable(System.getenv("ROOMTONE_NODE")).orElse("node");
    ProcessBuilder builder =
        new ProcessBuilder(node, "--test", "--test-reporter=spec", file)
            .directory(web.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Path output = null;
    try {
      output = Files.createTempFile("roomtone-node-", ".log");
      return run(builder.redirectOutput(output.toFile()), output, file);
    } catch (IOException failure) {
      throw new IllegalStateException(
          "Node cannot be started; install it or set ROOMTONE_NODE: " + failure.getMessage(),
          failure);
    } finally {
      delete(output);
    }
  }

  private static String run(ProcessBuilder builder, Path output, String file) throws IOException {
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            "%s %s:%n%s".formatted(file, ended ? "failed" : "did not end within " + LIMIT, text));
      }
      return text;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(file + " was interrupted", interrupted);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void delete(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
