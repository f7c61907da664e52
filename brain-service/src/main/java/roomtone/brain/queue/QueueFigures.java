package roomtone.brain.queue;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import roomtone.meter.Meters;

/**
 * Asks the database regularly how full and how old the queues and collectives of all rooms are, and
 * shows it by meters. Every replica does so; they all read the same. While the database is away the
 * meters have no value.
 */
@ApplicationScoped
public class QueueFigures {

  private static final Logger LOG = Logger.getLogger(QueueFigures.class);

  /** After how many periods without new figures the meters have no value. */
  private static final int LIFETIME = 3;

  /** The most entries of a queue. */
  private static final int MAX_ENTRIES = 5;

  /**
   * The figures of one time.
   *
   * @param changed rooms whose change waits
   * @param collectivesAge seconds
   * @param queueAge seconds
   * @param rooms by their number of entries
   */
  private record Figures(
      long readNanos, double changed, double collectivesAge, double queueAge, List<Double> rooms) {}

  private final Session rows;
  private final QueueSettings settings;
  private volatile Figures figures;

  QueueFigures(Session rows, QueueSettings settings, Meters meters) {
    this.rows = rows;
    this.settings = settings;
    meters.gauge("roomtone.rooms.changed", this, f -> f.value(Figures::changed));
    meters.gauge("roomtone.collectives.age", this, f -> f.value(Figures::collectivesAge));
    meters.gauge("roomtone.queue.age", this, f -> f.value(Figures::queueAge));
    for (int entries = 0; entries <= MAX_ENTRIES; entries++) {
      int n = entries;
      meters.gauge(
          "roomtone.queue.rooms",
          this,
          f -> f.value(read -> read.rooms().get(n)),
          String.valueOf(entries));
    }
  }

  private double value(ToDoubleFunction<Figures> figure) {
    Figures last = figures;
    return last == null
            || System.nanoTime() - last.readNanos() > LIFETIME * settings.figuresEvery().toNanos()
        ? Double.NaN
        : figure.applyAsDouble(last);
  }

  @Scheduled(
      every = "{roomtone.queue.figures-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void readRegularly() {
    try {
      read();
    } catch (RuntimeException e) {
      // The tick logs that the database is away.
      LOG.debugf("figures of queues not read: %s", e.getMessage());
    }
  }

  /** Reads the figures. A room that was never filled has no age; the next tick fills it. */
  @Transactional
  public void read() {
    Tuple row =
        rows.createNativeQuery(
                """
                with rooms as (
                  select p.id, p.status, count(q.id) as entries, min(q.added_at) as oldest
                  from players p left join player_queue q on q.player_id = p.id
                  where p.archived_at is null and p.status <> 'offline'
                  group by p.id
                )
                select
                  (select count(distinct player_id) from roomtone.room_changes) as changed,
                  (select coalesce(extract(epoch from roomtone.now() - min(c.computed_at)), 0)
                   from roomtone.collectives c join players p on p.id = c.player_id
                   where p.archived_at is null and isfinite(c.computed_at)) as collectives_age,
                  (select coalesce(extract(epoch from roomtone.now() - min(oldest)), 0)
                   from rooms where status = 'playing') as queue_age,
                  (select count(*) from rooms where entries = 0) as rooms_0,
                  (select count(*) from rooms where entries = 1) as rooms_1,
                  (select count(*) from rooms where entries = 2) as rooms_2,
                  (select count(*) from rooms where entries = 3) as rooms_3,
                  (select count(*) from rooms where entries = 4) as rooms_4,
                  (select count(*) from rooms where entries >= 5) as rooms_5
                """,
                Tuple.class)
            .getSingleResult();
    List<Double> rooms = new ArrayList<>();
    for (int entries = 0; entries <= MAX_ENTRIES; entries++) {
      rooms.add(number(row, "rooms_" + entries));
    }
    figures =
        new Figures(
            System.nanoTime(),
            number(row, "changed"),
            number(row, "collectives_age"),
            number(row, "queue_age"),
            List.copyOf(rooms));
  }

  private static double number(Tuple row, String column) {
    return ((Number) row.get(column)).doubleValue();
  }
}
