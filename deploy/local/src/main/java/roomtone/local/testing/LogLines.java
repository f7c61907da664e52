package roomtone.local.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The lines of a level or above that were logged in this process since it was opened. */
public final class LogLines extends Handler {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LogLines() {}

  /** Begins to collect warnings and errors. */
  public static LogLines open() {
    return open(Level.WARNING);
  }

  /** Begins to collect lines of this level and above. */
  public static LogLines open(Level level) {
    LogLines log = new LogLines();
    log.setLevel(level);
    Logger.getLogger("").addHandler(log);
    return log;
  }

  /**
   * Each line with its logger and message, its parameters left out, and {@code +trace} at its end
   * if it had a stack trace.
   */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Checks that the calls since then have logged one failure at most, without a stack trace. There
   * may be none: another test may have logged the same within the minute in which one line is
   * logged.
   *
   * @throws AssertionError when there are more lines, or a stack trace
   */
  public void assertAtMostOneLine() {
    String all = String.join("\n", lines);
    if (lines.size() > 1 || all.contains("+trace")) {
      throw new AssertionError(all);
    }
  }

  @Override
  public void publish(LogRecord line) {
    if (isLoggable(line)) {
      lines.add(
          line.getLoggerName()
              + ": "
              + line.getMessage()
              + (line.getThrown() == null ? "" : " +trace"));
    }
  }

  @Override
  public void flush() {}

  /** Collects no more. */
  @Override
  public void close() {
    Logger.getLogger("").removeHandler(this);
  }
}
