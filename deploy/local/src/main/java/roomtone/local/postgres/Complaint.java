package roomtone.local.postgres;

import java.util.regex.Pattern;
import roomtone.local.CannotStart;
import roomtone.local.CannotStart.Reason;

/** Turns what PostgreSQL and the file system say into the one line that a person needs. */
final class Complaint {

  private static final Pattern NO_SPACE =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|could not extend file|Check free disk space");
  private static final Pattern NO_WRITING =
      Pattern.compile("Read-only file system|Permission denied");
  private static final Pattern PORT =
      Pattern.compile("Address already in use|could not create any TCP/IP sockets");
  private static final Pattern WORTH_SHOWING =
      Pattern.compile("(?:FATAL|PANIC|ERROR|error):\\s*(.+)");

  private Complaint() {}

  /** The failure of a program, read from its output. */
  static CannotStart about(String what, String output) {
    if (NO_SPACE.matcher(output).find()) {
      return new CannotStart(
          Reason.UNWRITABLE, what + ": the disk is full; make room and start again.");
    }
    if (NO_WRITING.matcher(output).find()) {
      return new CannotStart(
          Reason.UNWRITABLE, what + ": " + line(output) + "; choose a home that can be written.");
    }
    if (PORT.matcher(output).find()) {
      return new CannotStart(Reason.TAKEN, what + ": its port is in use by another program.");
    }
    return new CannotStart(Reason.BROKEN, what + ": " + line(output));
  }

  private static String line(String output) {
    var matcher = WORTH_SHOWING.matcher(output);
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
