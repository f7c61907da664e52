package roomtone.manager.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.Period;
import roomtone.manager.rest.Staff;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;

/** The rows of the audit log: admins read all, managers those of their own players. */
@ApplicationScoped
class AuditLines {

  /** Lists leave out contents that are longer; a single line shows them. */
  static final int SHOWN_BYTES = 16_384;

  private static final String LONG =
      "coalesce(pg_column_size(a.before), 0) + coalesce(pg_column_size(a.after), 0) > "
          + SHOWN_BYTES;

  /** The filters of a list; null filters nothing. */
  record Filter(Thing thing, UUID thingId, UUID actorId, Period period) {}

  private final Session database;
  private final Staff staff;

  AuditLines(Session database, Staff staff) {
    this.database = database;
    this.staff = staff;
  }

  /** Newest first. */
  @Transactional
  Page<AuditLine> list(Filter filter, PageRequest page) {
    Map<String, Object> values = new HashMap<>();
    String where = where(filter, values);
    long total =
        database
            .createNativeQuery(
                "select count(*) from (select from roomtone.audit_log a where %s limit %d) counted"
                    .formatted(where, PageParameters.MAX_COUNTED),
                Long.class)
            .setProperties(values)
            .getSingleResult();
    List<AuditLine> items =
        database
            .createNativeQuery(
                """
                    select a.id, a.at, a.actor_id, p.display_name, a.action, a.thing, a.thing_id,
                      case when not a.long then cast(a.before as text) end as before,
                      case when not a.long then cast(a.after as text) end as after,
                      a.long as abridged, a.request_id
                    from (
                      select a.*, %s as long from roomtone.audit_log a where %s
                      order by a.at desc, a.id desc limit :size offset :first
                    ) a
                    left join public.profiles p on p.id = a.actor_id
                    order by a.at desc, a.id desc
                    """
                    .formatted(LONG, where),
                AuditLine.class)
            .setProperties(values)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .list();
    return page.with(items, total);
  }

  /**
   * One line with all of its contents.
   *
   * @throws Problem 404 when there is none that the caller may read
   */
  @Transactional
  AuditLine get(String id) {
    Map<String, Object> values = new HashMap<>();
    String where = where(new Filter(null, null, null, Period.ALWAYS), values);
    values.put("id", number(id));
    return database
        .createNativeQuery(
            """
                select a.id, a.at, a.actor_id, p.display_name, a.action, a.thing, a.thing_id,
                  cast(a.before as text) as before, cast(a.after as text) as after, false as abridged, a.request_id
                from roomtone.audit_log a left join public.profiles p on p.id = a.actor_id
                where a.id = :id and %s
                """
                .formatted(where),
            AuditLine.class)
        .setProperties(values)
        .uniqueResultOptional()
        .orElseThrow(AuditLines::unknown);
  }

  private String where(Filter filter, Map<String, Object> values) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    if (!staff.isAdmin()) {
      conditions.add(
          "a.thing = 'player' and a.thing_id in (select p.id from public.players p where p.manager_id = :manager)");
      values.put("manager", staff.id());
    }
    if (filter.thing() != null) {
      conditions.add("a.thing = :thing");
      values.put("thing", filter.thing().word());
    }
    if (filter.thingId() != null) {
      conditions.add("a.thing_id = :thingId");
      values.put("thingId", filter.thingId());
    }
    if (filter.actorId() != null) {
      conditions.add("a.actor_id = :actor");
      values.put("actor", filter.actorId());
    }
    if (filter.period().from() != null) {
      conditions.add("a.at >= :from");
      values.put("from", filter.period().from());
    }
    if (filter.period().to() != null) {
      conditions.add("a.at < :to");
      values.put("to", filter.period().to());
    }
    return String.join(" and ", conditions);
  }

  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw unknown();
    }
  }

  private static Problem unknown() {
    return Problem.of("unknown-audit-line");
  }
}
