package roomtone.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** The lines that a class logs, with their level. */
public final class LoggedLines extends Handler implements AutoCloseable {

  private final PatternFormatter format = new PatternFormatter("%p %s");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger log;

  /** Collects the lines of a class until it is closed. */
  public LoggedLines(Class<?> type) {
    log = Logger.getLogger(type.getName());
    log.addHandler(this);
  }

  /** The lines so far, such as {@code WARN keys not fetched}. */
  public List<String> lines() {
    return lines;
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(format.format(line).replace("WARNING", "WARN"));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    log.removeHandler(this);
  }
}
