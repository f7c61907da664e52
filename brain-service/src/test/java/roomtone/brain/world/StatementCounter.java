package roomtone.brain.world;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** Counts the statements of Hibernate; those of votes go by plain JDBC and are not counted. */
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
