package roomtone.local.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import roomtone.local.CannotStart;
import roomtone.local.CannotStart.Reason;

/** Short-lived programs, run to their end in the root directory, which every account can enter. */
final class Command {

  /**
   * How a program ended.
   *
   * @param exitCode 0 when all went well, -1 when it could not be run at all
   * @param output what it wrote to either stream
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
      throw new CannotStart(
          Reason.BROKEN, "Interrupted while running " + command.getFirst() + ".", interrupted);
    }
  }
}
