package roomtone.manager.upload;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import roomtone.page.Page;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** The table of uploads, which shows staff the step that each has reached. Rows live for a day. */
@ApplicationScoped
class UploadLog {

  private static final Logger LOG = Logger.getLogger(UploadLog.class);

  /** One upload, as staff see it. */
  @Schema(name = "Upload")
  record Upload(
      UUID id,
      @Schema(
              nullable = true,
              description = "The file name that the sender gave, without its extension.",
              examples = "Rain on a tent")
          String fileName,
      @Schema(examples = "3133874") long sizeBytes,
      @Schema(
              enumeration = {"waiting", "analysing", "storing", "done", "refused"},
              description = "waiting: for a free analysis worker. done and refused are final.")
          String step,
      @Schema(nullable = true, description = "The song that was added, or whose file is replaced.")
          UUID songId,
      @Schema(
              implementation = Object.class,
              nullable = true,
              description = "Why it was refused: the problem that the sender got.",
              examples = "null")
          @JsonRawValue
          String problem,
      @Schema(nullable = true, description = "The user who sent it.") UUID startedBy,
      Instant startedAt,
      Instant changedAt) {}

  private final Session database;
  private final ObjectMapper mapper;
  private final SecurityIdentity caller;

  UploadLog(Session database, ObjectMapper mapper, SecurityIdentity caller) {
    this.database = database;
    this.mapper = mapper;
    this.caller = caller;
  }

  /**
   * Adds an entry in step waiting.
   *
   * @param song whose file is replaced; null for a new song
   * @return the entry's id
   */
  @Transactional
  UUID begin(ReceivedFile file, UUID song) {
    UUID id = UUID.randomUUID();
    database
        .createNativeMutationQuery(
            """
            insert into roomtone.uploads (id, file_name, size_bytes, step, song_id, started_by)
            values (:id, cast(:name as text), :size, 'waiting', cast(:song as uuid), cast(:user as uuid))
            """)
        .setParameter("id", id)
        .setParameter("name", file.name(), String.class)
        .setParameter("size", file.size())
        .setParameter("song", song, UUID.class)
        .setParameter("user", Uuids.parse(caller.getPrincipal().getName()).orElse(null), UUID.class)
        .executeUpdate();
    return id;
  }

  @Transactional
  void analysing(UUID id) {
    step(id, "analysing", null);
  }

  @Transactional
  void storing(UUID id) {
    step(id, "storing", null);
  }

  @Transactional
  void done(UUID id, UUID song) {
    step(id, "done", song);
  }

  private void step(UUID id, String step, UUID song) {
    database
        .createNativeMutationQuery(
            """
            update roomtone.uploads
            set step = :step, song_id = coalesce(cast(:song as uuid), song_id), changed_at = roomtone.now()
            where id = :id
            """)
        .setParameter("step", step)
        .setParameter("song", song, UUID.class)
        .setParameter("id", id)
        .executeUpdate();
  }

  /**
   * Ends an entry. A failure is logged and not thrown, because the sender has to get the problem.
   */
  void refused(UUID id, Problem problem) {
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () ->
                  database
                      .createNativeMutationQuery(
                          """
                          update roomtone.uploads
                          set step = 'refused', problem = cast(:problem as jsonb), changed_at = roomtone.now()
                          where id = :id
                          """)
                      .setParameter(
                          "problem",
                          mapper.valueToTree(problem.toResponse().getEntity()).toString())
                      .setParameter("id", id)
                      .executeUpdate());
    } catch (RuntimeException e) {
      LOG.warnf("refusal of an upload not recorded id=%s: %s", id, e.getMessage());
    }
  }

  /** A page of entries, newest first. */
  @Transactional
  Page<Upload> list(PageRequest page) {
    List<Upload> items =
        database
            .createNativeQuery(
                """
                select id, file_name, size_bytes, step, song_id, cast(problem as text) as problem, started_by, started_at, changed_at
                from roomtone.uploads order by started_at desc, id limit :size offset :first
                """,
                Upload.class)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .list();
    long total =
        database
            .createNativeQuery("select count(*) from roomtone.uploads", Long.class)
            .getSingleResult();
    return page.with(items, total);
  }

  /** Deletes entries after a day, and ends those that their process never will. */
  @Transactional
  void sweep() {
    database
        .createNativeMutationQuery(
            "delete from roomtone.uploads where started_at < roomtone.now() - interval '1 day'")
        .executeUpdate();
    database
        .createNativeMutationQuery(
            """
            update roomtone.uploads
            set step = 'refused', changed_at = roomtone.now(), problem = jsonb_build_object(
              'type', 'urn:roomtone:problem:upload-lost', 'title', 'Upload lost', 'status', 503,
              'detail', 'The server that received it ended before it was done. Send it again.')
            where step not in ('done', 'refused') and started_at < roomtone.now() - interval '1 hour'
            """)
        .executeUpdate();
  }
}
