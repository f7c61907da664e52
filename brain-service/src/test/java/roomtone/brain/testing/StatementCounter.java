package roomtone.brain.testing;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** Counts the statements of Hibernate; those of votes go by plain JDBC and are not counted. */
@PersistenceUnitExtension
@ApplicationScoped
public class StatementCounter implements StatementInspector {

  private static final AtomicLong COUNT = new AtomicLong();

  /** Returns how many statements all threads ran during an action. */
  public static long during(Runnable action) {
    long before = COUNT.get();
    action.run();
    return COUNT.get() - before;
  }

  @Override
  public String inspect(String sql) {
    COUNT.incrementAndGet();
    return sql;
  }
}
