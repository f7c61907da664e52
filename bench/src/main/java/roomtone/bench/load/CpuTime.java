package roomtone.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * The CPU time of a process since the start of a measurement. Other programs on the machine hardly
 * change it. It is read from {@code /proc}; on systems other than Linux every result is NaN.
 */
public final class CpuTime {

  /** USER_HZ of Linux. */
  private static final double TICKS_PER_SECOND = 100;

  private static final Path ACCOUNT = Path.of("/proc/self/stat");

  private final ProcessHandle process;
  private final boolean family;
  private final double before;

  private CpuTime(ProcessHandle process, boolean family) {
    this.process = process;
    this.family = family;
    this.before = total();
  }

  /** Measures one process. */
  public static CpuTime of(ProcessHandle process) {
    return new CpuTime(process, false);
  }

  /** Measures the server of a database with all of its processes. */
  public static CpuTime of(LocalDatabase database) {
    try (Sql sql = database.sql("postgres")) {
      ProcessHandle server =
          ProcessHandle.of(sql.integer("select pg_backend_pid()"))
              .flatMap(ProcessHandle::parent)
              .orElseThrow(() -> new IllegalStateException("PostgreSQL runs on another machine"));
      return new CpuTime(server, true);
    }
  }

  /** The CPU seconds since the start. */
  public double since() {
    return total() - before;
  }

  private double total() {
    if (!Files.exists(ACCOUNT)) {
      return Double.NaN;
    }
    if (!family) {
      return Account.of(process.pid()).own();
    }
    // The time of a child that ends moves to its parent; then both are read again.
    while (true) {
      Account before = Account.of(process.pid());
      double children;
      try (Stream<ProcessHandle> all = process.children()) {
        children = all.mapToDouble(child -> Account.of(child.pid()).own()).sum();
      }
      if (Account.of(process.pid()).ended() == before.ended()) {
        return before.own() + before.ended() + children;
      }
    }
  }

  /**
   * CPU times of a process, in seconds.
   *
   * @param own the time of the process itself
   * @param ended the time of its children that have ended
   */
  private record Account(double own, double ended) {

    static Account of(long pid) {
      try {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // The name may hold any character. After it: field 3 is the state, 14 to 17 are the times.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return new Account(seconds(fields[11], fields[12]), seconds(fields[13], fields[14]));
      } catch (IOException gone) {
        return new Account(0, 0);
      }
    }

    private static double seconds(String user, String system) {
      return (Long.parseLong(user) + Long.parseLong(system)) / TICKS_PER_SECOND;
    }
  }
}
