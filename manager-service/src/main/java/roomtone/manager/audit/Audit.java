package roomtone.manager.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.rest.Staff;
import roomtone.problem.RequestId;

/**
 * Writes the audit log: one line for each change by staff, in the transaction of the change. Values
 * never contain a token, its hash or an e-mail address.
 */
@ApplicationScoped
public class Audit {

  private final Session database;
  private final Staff staff;
  private final ObjectMapper mapper;

  Audit(Session database, Staff staff, ObjectMapper mapper) {
    this.database = database;
    this.staff = staff;
    this.mapper = mapper;
  }

  /**
   * Writes that something was created.
   *
   * @param after its fields, named as in the API
   */
  @Transactional(TxType.MANDATORY)
  public void created(Thing thing, UUID id, Map<String, ?> after) {
    write("create", thing, id, null, json(after));
  }

  /**
   * Writes that something was changed, with the fields that differ; nothing when none does.
   *
   * @param action lower-case words with hyphens, such as {@code change-roles}
   * @param before fields as they were, named as in the API
   * @param after the same fields as they are
   * @return whether anything differed
   */
  @Transactional(TxType.MANDATORY)
  public boolean changed(
      String action, Thing thing, UUID id, Map<String, ?> before, Map<String, ?> after) {
    ObjectNode was = json(before);
    ObjectNode is = json(after);
    for (String field : after.keySet()) {
      if (isNull(was.get(field)) ? isNull(is.get(field)) : was.get(field).equals(is.get(field))) {
        was.remove(field);
        is.remove(field);
      }
    }
    if (is.isEmpty()) {
      return false;
    }
    write(action, thing, id, was, is);
    return true;
  }

  /** Writes that something was done that has no fields to show, such as a new token. */
  @Transactional(TxType.MANDATORY)
  public void done(String action, Thing thing, UUID id) {
    write(action, thing, id, null, null);
  }

  private static boolean isNull(JsonNode value) {
    return value == null || value.isNull();
  }

  private ObjectNode json(Map<String, ?> fields) {
    return mapper.valueToTree(fields);
  }

  private void write(String action, Thing thing, UUID id, ObjectNode before, ObjectNode after) {
    database
        .createNativeMutationQuery(
            """
            insert into roomtone.audit_log (actor_id, action, thing, thing_id, before, after, request_id)
            values (:actor, :action, :thing, cast(:id as uuid), cast(:before as jsonb), cast(:after as jsonb), :request)
            """)
        .setParameter("actor", staff.id())
        .setParameter("action", action)
        .setParameter("thing", thing.word())
        .setParameter("id", id, UUID.class)
        .setParameter("before", before == null ? null : before.toString(), String.class)
        .setParameter("after", after == null ? null : after.toString(), String.class)
        .setParameter("request", RequestId.current(), String.class)
        .executeUpdate();
  }
}
