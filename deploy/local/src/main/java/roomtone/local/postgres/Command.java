package roomtone.local.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/** Runs a program to its end, in the root directory, which every account can enter. */
final class Command {

  /**
   * How a program ended.
   *
   * @param exitCode the exit code; -1 when the program could not be started
   * @param output its standard output and standard error
   */
  record Result(int exitCode, String output) {

    boolean succeeded() {
      return exitCode == 0;
    }
  }

  private Command() {}

  static Result run(String... command) {
    return run(List.of(command));
  }

  static Result run(List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException cannotRun) {
      return new Result(-1, String.valueOf(cannotRun.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartupFailure(
          Reason.BROKEN, "Interrupted while running " + command.getFirst() + ".", interrupted);
    }
  }
}
