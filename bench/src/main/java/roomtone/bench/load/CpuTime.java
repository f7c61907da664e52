package roomtone.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * How much of a processor a process has used, from now on: what else runs on the machine makes a
 * measurement longer, but hardly changes this. By Linux's account of processes; elsewhere every
 * answer is no number.
 */
public final class CpuTime {

  /** Linux's USER_HZ, on all platforms that Java runs on. */
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

  /** Of a process alone. */
  public static CpuTime of(ProcessHandle process) {
    return new CpuTime(process, false);
  }

  /** Of the server of a database: whoever is connected, and all that happens in the background. */
  public static CpuTime of(LocalDatabase database) {
    try (Sql sql = database.sql("postgres")) {
      ProcessHandle server =
          ProcessHandle.of(sql.integer("select pg_backend_pid()"))
              .flatMap(ProcessHandle::parent)
              .orElseThrow(() -> new IllegalStateException("PostgreSQL runs on another machine"));
      return new CpuTime(server, true);
    }
  }

  /** Seconds since the start. */
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
    // A child that ends meanwhile moves from one account to the other: then both are read anew.
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
   * What the system has written down, in seconds.
   *
   * @param own of the process itself
   * @param ended of those of its children that have ended
   */
  private record Account(double own, double ended) {

    static Account of(long pid) {
      try {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // After the name, which may hold anything: field 3 is the state, 14 to 17 are the times.
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
