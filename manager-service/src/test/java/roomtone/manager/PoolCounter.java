package roomtone.manager;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;

/** Counts connections that are taken from the pool: without one there is no SQL. */
@Singleton
public class PoolCounter implements AgroalPoolInterceptor {

  private final AtomicLong acquired = new AtomicLong();

  @Override
  public void onConnectionAcquire(Connection connection) {
    acquired.incrementAndGet();
  }

  /** How many were taken while an action ran. */
  public long during(Runnable something) {
    long before = acquired.get();
    something.run();
    return acquired.get() - before;
  }
}
