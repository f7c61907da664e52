package roomtone.local.postgres;

import java.util.regex.Pattern;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/** Finds the cause of a failure in the output of a program and says it in one line. */
final class ErrorOutput {

  private static final Pattern NO_SPACE =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|could not extend file|Check free disk space");
  private static final Pattern NO_WRITING =
      Pattern.compile("Read-only file system|Permission denied");
  private static final Pattern PORT =
      Pattern.compile("Address already in use|could not create any TCP/IP sockets");
  private static final Pattern ERROR_LINE = Pattern.compile("(?:FATAL|PANIC|ERROR|error):\\s*(.+)");

  private ErrorOutput() {}

  /** The failure of a program, from its output. */
  static StartupFailure about(String what, String output) {
    if (NO_SPACE.matcher(output).find()) {
      return new StartupFailure(
          Reason.UNWRITABLE, what + ": the disk is full; make room and start again.");
    }
    if (NO_WRITING.matcher(output).find()) {
      return new StartupFailure(
          Reason.UNWRITABLE, what + ": " + line(output) + "; choose a home that can be written.");
    }
    if (PORT.matcher(output).find()) {
      return new StartupFailure(Reason.TAKEN, what + ": its port is in use by another program.");
    }
    return new StartupFailure(Reason.BROKEN, what + ": " + line(output));
  }

  private static String line(String output) {
    var matcher = ERROR_LINE.matcher(output);
    if (matcher.find()) {
      return matcher.group(1);
    }
    return output
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((first, last) -> last)
        .orElse("no message");
  }
}
