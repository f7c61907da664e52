package roomtone.local;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogManager;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/** The program: {@code serve} runs the local system in the foreground until it is stopped. */
public final class RoomtoneLocal {

  private RoomtoneLocal() {}

  /** Runs the command line, see {@code --help}. */
  public static void main(String[] arguments) {
    List<String> line = List.of(arguments);
    if (line.contains("--help") || line.contains("-h") || line.equals(List.of("help"))) {
      System.out.print(Arguments.USAGE);
    } else if (line.contains("--version")) {
      System.out.println(
          "roomtone-local " + RoomtoneLocal.class.getPackage().getImplementationVersion());
    } else {
      serve(line);
    }
  }

  private static void serve(List<String> line) {
    quietLogs();
    AtomicBoolean stopping = new AtomicBoolean();
    LocalSystem system = null;
    try {
      system = new LocalSystem(Arguments.parse(line), RoomtoneLocal::say);
      stopWhenAsked(system, stopping);
      system.start();
      system.onDatabaseExit().join();
      throw new StartupFailure(
          Reason.BROKEN, "PostgreSQL ended by itself; its messages are in log/postgres.log.");
    } catch (RuntimeException | Error failure) {
      if (stopping.compareAndSet(false, true)) {
        if (system != null) {
          system.close();
        }
        fail(failure);
      }
      // else the signal to stop has ended the parts
    }
  }

  /**
   * Stops all parts on SIGTERM and Ctrl-C; the exit code is then 0.
   *
   * @param stopping set by the first thread that stops the system
   */
  private static void stopWhenAsked(LocalSystem system, AtomicBoolean stopping) {
    Thread hook =
        new Thread(
            () -> {
              if (stopping.compareAndSet(false, true)) {
                system.close();
                say("Stopped.");
                Runtime.getRuntime().halt(0);
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void fail(Throwable failure) {
    Reason reason = Reason.BROKEN;
    if (failure instanceof StartupFailure known) {
      reason = known.reason();
      System.err.println("roomtone-local: " + known.getMessage());
    } else {
      System.err.println("roomtone-local: a mistake of its own: " + failure);
      failure.printStackTrace();
    }
    System.exit(reason.exitCode());
  }

  private static void say(String step) {
    System.out.println(step);
  }

  private static void quietLogs() {
    try (InputStream in =
        RoomtoneLocal.class.getResourceAsStream("/roomtone/local/logging.properties")) {
      LogManager.getLogManager().readConfiguration(in);
    } catch (IOException unreadable) {
      throw new IllegalStateException("logging.properties", unreadable);
    }
  }
}
