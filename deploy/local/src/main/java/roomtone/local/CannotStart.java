package roomtone.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Why the local system cannot run, said in one line to the person at the terminal.
 *
 * <p>The exit codes are those of sysexits.h, so that scripts can tell a missing package from a busy
 * port.
 */
public final class CannotStart extends RuntimeException {

  /** What kind of thing stands in the way. */
  public enum Reason {
    /** The command line is wrong. */
    USAGE(64),
    /** A program or extension is not installed. */
    MISSING(69),
    /** Anything else. */
    BROKEN(70),
    /** Files cannot be written: read-only, no permission or disk full. */
    UNWRITABLE(73),
    /** A port or the home directory is in use. */
    TAKEN(75);

    private final int exitCode;

    Reason(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The process's exit code. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Reason reason;

  /** A reason with a message of one line that says what to do next. */
  public CannotStart(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** As above, with what lies beneath. */
  public CannotStart(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** That a file or directory cannot be written, and why. */
  public static CannotStart unwritable(Path path, IOException failure) {
    return new CannotStart(
        Reason.UNWRITABLE,
        "Cannot write %s: %s; choose another home or make room.".formatted(path, why(failure)),
        failure);
  }

  private static String why(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException blocked -> blocked.getFile() + " is no directory";
      case FileSystemException known when known.getReason() != null -> known.getReason();
      default -> String.valueOf(failure.getMessage());
    };
  }

  /** What kind of thing stands in the way. */
  public Reason reason() {
    return reason;
  }
}
