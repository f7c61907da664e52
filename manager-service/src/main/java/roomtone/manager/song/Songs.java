package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** Reads and locks the rows of songs. */
@ApplicationScoped
public class Songs {

  private final Session database;

  Songs(Session database) {
    this.database = database;
  }

  /**
   * The song with an id.
   *
   * @param id as the path of a call has it
   * @throws Problem 404 when there is none
   */
  CatalogueSong known(String id) {
    return find(Uuids.parse(id).orElseThrow(Songs::unknown), LockModeType.NONE);
  }

  /** As {@link #lock(UUID)}, with the id as the path of a call has it. */
  CatalogueSong lock(String id) {
    return lock(Uuids.parse(id).orElseThrow(Songs::unknown));
  }

  /**
   * The song with an id, which nobody else changes until the transaction ends.
   *
   * @throws Problem 404 when there is none
   */
  public CatalogueSong lock(UUID id) {
    return find(id, LockModeType.PESSIMISTIC_WRITE);
  }

  private CatalogueSong find(UUID id, LockModeType lock) {
    return Optional.ofNullable(database.find(CatalogueSong.class, id, lock))
        .orElseThrow(Songs::unknown);
  }

  private static Problem unknown() {
    return Problem.of("unknown-song");
  }

  /**
   * The song with a file of this content, archived or not.
   *
   * @param sha256 lower-case hex
   */
  @Transactional
  public Optional<CatalogueSong> withContent(String sha256) {
    return database
        .createSelectionQuery("from CatalogueSong where sha256 = :sha256", CatalogueSong.class)
        .setParameter("sha256", sha256)
        .uniqueResultOptional();
  }

  /** The outline of a song's sound, see {@code song_outlines}; empty until it is analysed. */
  @Transactional
  Optional<byte[]> outline(UUID song) {
    return database
        .createNativeQuery(
            "select heights from roomtone.song_outlines where song_id = :song", byte[].class)
        .setParameter("song", song)
        .uniqueResultOptional();
  }

  /** Whether a player plays the song now. */
  @Transactional
  public boolean plays(UUID song) {
    return database
        .createNativeQuery(
            "select exists (select from public.players where current_song_id = :song and archived_at is null)",
            Boolean.class)
        .setParameter("song", song)
        .getSingleResult();
  }

  /** The players whose queue has the song, in the order in which queues are locked. */
  List<UUID> playersThatQueue(UUID song) {
    return database
        .createSelectionQuery(
            "select distinct playerId from QueuedSong where songId = :song order by playerId",
            UUID.class)
        .setParameter("song", song)
        .list();
  }

  /**
   * The players whose queue has a song that was archived after this time. Songs whose file was
   * removed are not searched for: they left the queues a month before.
   */
  @Transactional
  List<UUID> playersThatQueueArchived(Instant since) {
    return database
        .createNativeQuery(
            """
            select distinct q.player_id
            from public.songs s join public.player_queue q on q.song_id = s.id
            where s.archived_at > :since and s.file_removed_at is null
            order by q.player_id
            """,
            UUID.class)
        .setParameter("since", since)
        .list();
  }

  /** Writes the changes of a song, and reads the columns that the database sets. */
  public void flush(CatalogueSong song) {
    database.flush();
    database.refresh(song);
  }
}
