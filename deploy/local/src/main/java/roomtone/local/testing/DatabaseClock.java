package roomtone.local.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Replaces {@code roomtone.now()} of one database, at the first call, by a function that reads a
 * table, and changes that table. The clock either stands at an instant or runs, and in both cases
 * is ahead by a duration.
 */
final class DatabaseClock {

  private static final String FUNCTION_AND_TABLE =
      """
      create table roomtone_local.clock (stands_at timestamptz, ahead interval not null default '0');
      grant select on roomtone_local.clock to public;
      insert into roomtone_local.clock default values;
      create or replace function roomtone.now() returns timestamptz
        language sql volatile set search_path = ''
        as 'select coalesce(c.stands_at, pg_catalog.clock_timestamp()) + c.ahead from roomtone_local.clock c';
      """;

  private final Supplier<Sql> superuser;
  private boolean isInstalled;

  /**
   * The clock of a database.
   *
   * @param superuser opens a connection, which is closed after each change
   */
  DatabaseClock(Supplier<Sql> superuser) {
    this.superuser = superuser;
  }

  /** Stops the clock at an instant. */
  void stopAt(Instant instant) {
    update("stands_at = ?, ahead = '0'", instant);
  }

  /** Lets the clock run, ahead of the real time, or behind when negative. */
  void runAhead(Duration ahead) {
    update("stands_at = null, ahead = make_interval(secs => ?)", seconds(ahead));
  }

  /** Moves the clock on, whether it stands or runs. */
  void advance(Duration duration) {
    update("ahead = ahead + make_interval(secs => ?)", seconds(duration));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private synchronized void update(String assignment, Object value) {
    try (Sql sql = superuser.get()) {
      if (!isInstalled) {
        sql.execute(FUNCTION_AND_TABLE);
        isInstalled = true;
      }
      sql.update("update roomtone_local.clock set " + assignment, value);
    }
  }
}
