package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;

/** The rows of the catalogue. */
@ApplicationScoped
class Songs {

  /** What is known of a song when its file has been stored. */
  record NewSong(
      String title,
      String artist,
      String type,
      Embedding embedding,
      int duration,
      String fileUrl,
      String contentType,
      long sizeBytes,
      String sha256) {}

  private final Session database;
  private final Audit audit;

  Songs(Session database, Audit audit) {
    this.database = database;
    this.audit = audit;
  }

  Optional<CatalogueSong> find(UUID id) {
    return Optional.ofNullable(database.find(CatalogueSong.class, id));
  }

  /** The song with the same content, archived or not. */
  @Transactional
  Optional<CatalogueSong> withContent(String sha256) {
    return database
        .createSelectionQuery("from CatalogueSong where sha256 = :sha256", CatalogueSong.class)
        .setParameter("sha256", sha256)
        .uniqueResultOptional();
  }

  /** Those of the hashes that some song has, archived or not. */
  @Transactional
  List<String> knownContents(Collection<String> hashes) {
    return database
        .createSelectionQuery(
            "select sha256 from CatalogueSong where sha256 in (:hashes)", String.class)
        .setParameter("hashes", hashes)
        .list();
  }

  /** Empty when a song with the same content came first. */
  @Transactional
  Optional<CatalogueSong> add(NewSong song) {
    return database
        .createNativeQuery(
            """
            insert into public.songs
              (title, artist, type, embedding, embedding_source, duration, file_url, content_type, size_bytes, sha256)
            values (:title, cast(:artist as text), :type, cast(:embedding as extensions.vector),
              case when cast(:embedding as text) is not null then 'manual' end,
              :duration, :fileUrl, :contentType, :sizeBytes, :sha256)
            on conflict (sha256) do nothing
            returning id
            """,
            UUID.class)
        .setParameter("title", song.title())
        .setParameter("artist", song.artist(), String.class)
        .setParameter("type", song.type())
        .setParameter(
            "embedding",
            song.embedding() == null ? null : song.embedding().toVectorText(),
            String.class)
        .setParameter("duration", song.duration())
        .setParameter("fileUrl", song.fileUrl())
        .setParameter("contentType", song.contentType())
        .setParameter("sizeBytes", song.sizeBytes())
        .setParameter("sha256", song.sha256())
        .uniqueResultOptional()
        .flatMap(this::find)
        .map(
            added -> {
              audit.created(Thing.SONG, added.id, Catalogue.facts(added));
              return added;
            });
  }

  /** The rooms whose queue holds the song, in the order in which queues are locked. */
  List<UUID> roomsThatQueue(UUID song) {
    return database
        .createSelectionQuery(
            "select distinct playerId from QueuedSong where songId = :song order by playerId",
            UUID.class)
        .setParameter("song", song)
        .list();
  }

  /** Writes what has changed and reads what the database made of it. */
  void flush(CatalogueSong song) {
    database.flush();
    database.refresh(song);
  }
}
