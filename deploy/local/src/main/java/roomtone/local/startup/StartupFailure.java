package roomtone.local.startup;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * The local system cannot start; the message says why in one line.
 *
 * <p>The exit codes are those of sysexits.h, so that scripts can distinguish the reasons.
 */
public final class StartupFailure extends RuntimeException {

  /** The kind of the failure. */
  public enum Reason {
    /** The command line is wrong. */
    USAGE(64),
    /** A program or extension is not installed. */
    MISSING(69),
    /** Any other failure. */
    BROKEN(70),
    /** Files cannot be written: read-only, no permission or disk full. */
    UNWRITABLE(73),
    /** A port or the home directory is in use. */
    TAKEN(75);

    private final int exitCode;

    Reason(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of the process. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Reason reason;

  /** A failure with a message of one line that says what to do next. */
  public StartupFailure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A failure with a cause. */
  public StartupFailure(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The failure to write a file or directory. */
  public static StartupFailure unwritable(Path path, IOException failure) {
    return new StartupFailure(
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

  /** The kind of the failure. */
  public Reason reason() {
    return reason;
  }
}
