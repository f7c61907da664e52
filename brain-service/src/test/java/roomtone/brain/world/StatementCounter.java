package roomtone.brain.world;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** Counts what is asked of the database, but for votes: these go by JDBC alone. */
@PersistenceUnitExtension
@ApplicationScoped
public class StatementCounter implements StatementInspector {

  private static final AtomicLong COUNT = new AtomicLong();

  /** How many statements while something ran, of everybody. */
  public static long during(Runnable something) {
    long before = COUNT.get();
    something.run();
    return COUNT.get() - before;
  }

  @Override
  public String inspect(String sql) {
    COUNT.incrementAndGet();
    return sql;
  }
}
