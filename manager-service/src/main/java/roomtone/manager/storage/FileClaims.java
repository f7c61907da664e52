package roomtone.manager.storage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Who is busy with which file in S3, in all pods. A file is removed only when no song names it and
 * nobody claims it; what the two would do to each other is decided by one lock per file.
 */
@ApplicationScoped
public class FileClaims {

  /** No upload takes so long from its claim to its row; S3 is given up before. */
  static final Duration ABANDONED = Duration.ofHours(1);

  /**
   * Signed addresses are good for two hours, and a device that is off comes back in the morning.
   */
  static final Duration FAREWELL = Duration.ofHours(24);

  private static final Duration REMOVAL = Duration.ofMinutes(2);

  private final Session database;

  FileClaims(Session database) {
    this.database = database;
  }

  /**
   * Claims a file that is going to be stored.
   *
   * @return empty while the sweeper is removing one with the same content
   */
  @Transactional
  public Optional<UUID> forUpload(String sha256) {
    lock(sha256);
    return exists(sha256, "purpose = 'removal'")
        ? Optional.empty()
        : Optional.of(add(sha256, "upload", ABANDONED));
  }

  /** Keeps a file that was replaced until devices no longer ask for it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void sayFarewell(String sha256) {
    lock(sha256);
    add(sha256, "replaced", FAREWELL);
  }

  /**
   * Claims a file that is going to be removed.
   *
   * @param key its place in the bucket
   * @return empty when a song names it or somebody else is busy with it
   */
  @Transactional
  Optional<UUID> forRemoval(String sha256, String key) {
    lock(sha256);
    boolean named =
        database
            .createNativeQuery(
                """
                select exists (
                  select from public.songs s
                  where s.file_removed_at is null
                    and (s.sha256 = :sha256 or s.sha256 is null and right(s.file_url, length(:key)) = :key))
                """,
                Boolean.class)
            .setParameter("sha256", sha256)
            .setParameter("key", key)
            .getSingleResult();
    return named || exists(sha256, "true")
        ? Optional.empty()
        : Optional.of(add(sha256, "removal", REMOVAL));
  }

  /** Those of the hashes that some song with a file has, archived or not. */
  @Transactional
  List<String> named(Collection<String> hashes) {
    return database
        .createNativeQuery(
            "select s.sha256 from public.songs s where s.sha256 in (:hashes) and s.file_removed_at is null",
            String.class)
        .setParameter("hashes", hashes)
        .list();
  }

  /**
   * Gives up the files of songs that were archived before.
   *
   * @return how many songs lost theirs
   */
  @Transactional
  int giveUpArchived(Instant before) {
    return database
        .createNativeMutationQuery(
            "update public.songs set file_removed_at = roomtone.now() where archived_at < :before and file_removed_at is null")
        .setParameter("before", before)
        .executeUpdate();
  }

  @Transactional
  public void release(UUID claim) {
    database
        .createNativeMutationQuery("delete from roomtone.file_claims where id = :id")
        .setParameter("id", claim)
        .executeUpdate();
  }

  /** Forgets what has lapsed. */
  @Transactional
  void sweep() {
    database
        .createNativeMutationQuery("delete from roomtone.file_claims where until < roomtone.now()")
        .executeUpdate();
  }

  /** Until the end of the transaction. */
  private void lock(String sha256) {
    database
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtextextended(:sha256, 0))", Integer.class)
        .setParameter("sha256", sha256)
        .getSingleResult();
  }

  private boolean exists(String sha256, String condition) {
    return database
        .createNativeQuery(
            "select exists (select from roomtone.file_claims where sha256 = :sha256 and until >= roomtone.now() and "
                + condition
                + ")",
            Boolean.class)
        .setParameter("sha256", sha256)
        .getSingleResult();
  }

  private UUID add(String sha256, String purpose, Duration time) {
    UUID id = UUID.randomUUID();
    database
        .createNativeMutationQuery(
            """
            insert into roomtone.file_claims (id, sha256, purpose, until)
            values (:id, :sha256, :purpose, roomtone.now() + make_interval(secs => :seconds))
            """)
        .setParameter("id", id)
        .setParameter("sha256", sha256)
        .setParameter("purpose", purpose)
        .setParameter("seconds", (double) time.toSeconds())
        .executeUpdate();
    return id;
  }
}
