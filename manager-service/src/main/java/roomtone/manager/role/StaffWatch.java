package roomtone.manager.role;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Which of those who watch are staff still. */
@ApplicationScoped
public class StaffWatch {

  /** What somebody is: admin, else manager. */
  public record Held(UUID user, boolean admin) {}

  private final Session database;

  StaffWatch(Session database) {
    this.database = database;
  }

  /** One statement for all of them; who has no role is not in it. */
  @Transactional
  public Set<Held> held(List<UUID> users) {
    return database
        .createNativeQuery(
            """
            select r.user_id, bool_or(r.role = 'admin') as admin from public.roles r
            where r.user_id = any (:users) and r.role in ('admin', 'manager') group by r.user_id
            """,
            Tuple.class)
        .setParameter("users", users.toArray(UUID[]::new))
        .stream()
        .map(row -> new Held(row.get("user_id", UUID.class), row.get("admin", Boolean.class)))
        .collect(Collectors.toSet());
  }
}
