package roomtone.acceptance.containers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import roomtone.local.testing.Await;

/**
 * Docker's API for programs that speak to an engine by it: docker has it, podman serves it on a
 * socket.
 */
final class DockerApi implements AutoCloseable {

  private final Map<String, String> environment;
  private final Path socket;
  private Process service;

  private DockerApi(Engine engine) throws IOException {
    environment = new TreeMap<>(engine.environment());
    socket = Files.createTempDirectory("roomtone-podman-").resolve("podman.sock");
  }

  /** Serves the API of an engine. */
  static DockerApi of(Engine engine) throws IOException {
    DockerApi api = new DockerApi(engine);
    if (engine.program().equals("podman")) {
      api.serve();
    }
    return api;
  }

  private void serve() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("podman", "system", "service", "--time=0", "unix://" + socket)
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"));
    builder.environment().putAll(environment);
    service = builder.start();
    environment.put("DOCKER_HOST", "unix://" + socket);
    Await.until("podman serves the API", () -> Files.exists(socket));
  }

  /** The variables by which programs find it. */
  Map<String, String> environment() {
    return environment;
  }

  @Override
  public void close() {
    try {
      if (service != null) {
        service.destroy();
        service.waitFor();
      }
      Files.deleteIfExists(socket);
      Files.delete(socket.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
