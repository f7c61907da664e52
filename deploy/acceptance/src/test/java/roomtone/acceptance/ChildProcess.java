package roomtone.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.Await;

/** A program that a test starts, such as a proxy, and ends. Its output goes to a file. */
public final class ChildProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(10);
  private static final int STOP_SECONDS = 10;
  private static final int CONNECT_MILLIS = 1_000;

  private final Process process;
  private final Path log;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program.
   *
   * @param log for both of its outputs
   */
  public static ChildProcess start(List<String> command, Path log) {
    try {
      return new ChildProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it accepts connections on a port of 127.0.0.1.
   *
   * @param name for messages
   * @throws AssertionError when it ends, or does not accept any in time
   */
  public void awaitListening(String name, int port) {
    Await.until(
        name + " listens",
        START,
        () -> {
          requireAlive(name);
          return isOpen(port);
        });
  }

  /**
   * Checks that it has not ended.
   *
   * @param name for the message, which has the log, too
   * @throws AssertionError when it has
   */
  public void requireAlive(String name) {
    if (!process.isAlive()) {
      try {
        throw new AssertionError(name + " ended: " + Files.readString(log));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Loopback.address(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Asks it to end, and ends it by force if it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
