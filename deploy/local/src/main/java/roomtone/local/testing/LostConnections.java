package roomtone.local.testing;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/** Takes the connections to the database away from a service, or lets their commits hang. */
public final class LostConnections {

  /** What is done meanwhile. */
  public interface Work {
    void run() throws Exception;
  }

  private LostConnections() {}

  /**
   * Makes calls at once while all connections of a pool are in use.
   *
   * @param size how many connections the pool has at most
   * @return the answers, in the order of the calls
   */
  public static <T> List<T> whileExhausted(DataSource pool, int size, List<Callable<T>> calls)
      throws Exception {
    List<Connection> held = new ArrayList<>();
    try {
      for (int i = 0; i < size; i++) {
        held.add(pool.getConnection());
      }
      return atOnce(calls);
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
    }
  }

  /**
   * Makes calls at once.
   *
   * @return the answers, in the order of the calls
   */
  public static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : callers.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  /**
   * Does something while transactions that insert into these tables lose their connection at the
   * commit.
   *
   * @param tables of the schema public
   */
  public static void atCommit(LocalDatabase database, List<String> tables, Work work)
      throws Exception {
    whenCommitting(
        database,
        tables,
        "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(30);",
        work);
  }

  /**
   * Does something while the commit of transactions that insert into these tables takes this long,
   * and then succeeds, whether its client is there or not.
   *
   * @param tables of the schema public
   */
  public static void hangingAtCommit(
      LocalDatabase database, List<String> tables, Duration time, Work work) throws Exception {
    whenCommitting(database, tables, "perform pg_sleep(%d);".formatted(time.toSeconds()), work);
  }

  private static void whenCommitting(
      LocalDatabase database, List<String> tables, String statements, Work work) throws Exception {
    try (Sql superuser = database.sql("supabase_admin")) {
      superuser.execute(
          """
          create function public.test_at_commit() returns trigger language plpgsql security definer as
          'begin %s return null; end'
          """
              .formatted(statements));
      try {
        for (String table : tables) {
          superuser.execute(
              """
              create constraint trigger test_at_commit after insert on public.%s deferrable initially deferred
                for each row execute function public.test_at_commit()
              """
                  .formatted(table));
        }
        work.run();
      } finally {
        superuser.execute("drop function public.test_at_commit() cascade");
      }
    }
  }
}
