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
 * Claims on files in S3, across all pods. A file is removed only when no song names it and nobody
 * claims it. A lock for each file makes the check and the claim one step.
 */
@ApplicationScoped
public class FileClaims {

  /**
   * Life of an upload's claim: calls to S3 are given up earlier, so that no upload takes so long.
   */
  static final Duration ABANDONED = Duration.ofHours(1);

  /**
   * How long a replaced file stays: signed addresses are valid for two hours, and a device that was
   * switched off is back in the morning.
   */
  private static final Duration REPLACED_RETENTION = Duration.ofHours(24);

  /** Life of the claim to remove a file; one removal takes far less. */
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

  /** Claims a file that was replaced, so that it stays for devices that still fetch it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void retainReplaced(String sha256) {
    lock(sha256);
    add(sha256, "replaced", REPLACED_RETENTION);
  }

  /**
   * Claims a file that is going to be removed.
   *
   * @param sha256 of its content, lower-case hex
   * @param key its place in the bucket
   * @return empty when a song names it or somebody else claims it
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

  /** Those of the hashes that a song with a file has, archived or not. */
  @Transactional
  List<String> namedBySongs(Collection<String> hashes) {
    return database
        .createNativeQuery(
            "select s.sha256 from public.songs s where s.sha256 in (:hashes) and s.file_removed_at is null",
            String.class)
        .setParameter("hashes", hashes)
        .list();
  }

  /**
   * Marks the files of songs that were archived before a time as removed; the sweeper removes them.
   *
   * @return the number of songs
   */
  @Transactional
  int dropFilesOfArchived(Instant before) {
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

  /** Deletes claims that have lapsed. */
  @Transactional
  void sweep() {
    database
        .createNativeMutationQuery("delete from roomtone.file_claims where until < roomtone.now()")
        .executeUpdate();
  }

  /** Locks a file until the end of the transaction. */
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
