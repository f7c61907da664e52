package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.queue.QueueAdvance;
import roomtone.manager.rest.Fields;
import roomtone.problem.Problem;

/** Reads, changes and archives songs. */
@ApplicationScoped
public class Catalogue {

  private static final Logger LOG = Logger.getLogger(Catalogue.class);
  private static final Set<String> TYPES = Set.of("soundscape", "instrumental");

  private final Songs songs;
  private final QueueAdvance queues;
  private final Audit audit;
  private final Clock clock;

  Catalogue(Songs songs, QueueAdvance queues, Audit audit, Clock clock) {
    this.songs = songs;
    this.queues = queues;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The song with an id, archived or not.
   *
   * @throws Problem 404 when there is none
   */
  @Transactional
  public SongView get(String id) {
    return SongView.of(songs.known(id));
  }

  /**
   * Changes the fields that were sent.
   *
   * @throws Problem 400 a field is wrong, 404 unknown song, 409 it has no suggestion or no file
   */
  @Transactional
  SongView change(String id, SongChange change) {
    CatalogueSong song = songs.lock(id);
    Map<String, Object> before = song.facts();
    if (change.title() != null) {
      song.title = Fields.required("title", change.title(), DisplayText.MAX_LENGTH);
    }
    if (change.artist() != null) {
      song.artist = Fields.text("artist", change.artist(), DisplayText.MAX_LENGTH);
    }
    if (change.type() != null) {
      song.type = type(Fields.required("type", change.type(), DisplayText.MAX_LENGTH));
      if (!song.type.equals("instrumental")) {
        song.bpm = null;
      }
    }
    boolean confirms =
        change.confirmSuggestion() != null
            && Fields.bool("confirm_suggestion", change.confirmSuggestion());
    if (change.embedding() != null) {
      if (confirms) {
        throw Fields.invalid("confirm_suggestion", "must not be sent together with embedding");
      }
      setEmbedding(song, Embedding.toColumn(Embedding.of(change.embedding())));
    } else if (confirms) {
      confirm(song);
    }
    if (change.archived() != null) {
      setArchived(song, Fields.bool("archived", change.archived()));
    }
    songs.flush(song);
    audit.changed("change", Thing.SONG, song.id, before, song.facts());
    return SongView.of(song);
  }

  private static void setEmbedding(CatalogueSong song, float[] embedding) {
    song.embedding = embedding;
    song.embeddingSource = embedding == null ? null : "manual";
    song.embeddingConfidence = null;
    song.suggestedEmbedding = null;
  }

  private static void confirm(CatalogueSong song) {
    if (song.suggestedEmbedding == null) {
      throw Problem.withDetail(
          "no-suggestion",
          song.embedding == null
              ? "The analysis suggested no embedding that could be confirmed. PATCH the song with an embedding."
              : "The embedding of this song is in use already, so it needs no confirmation.");
    }
    setEmbedding(song, song.suggestedEmbedding);
  }

  /**
   * Archives a song: it leaves the queues at once, the first places too; where it plays, it plays
   * to its end.
   */
  @Transactional
  void archive(String id) {
    CatalogueSong song = songs.lock(id);
    Map<String, Object> before = song.facts();
    setArchived(song, true);
    audit.changed("archive", Thing.SONG, song.id, before, song.facts());
  }

  private void setArchived(CatalogueSong song, boolean archived) {
    if (archived == (song.archivedAt != null)) {
      return;
    }
    if (song.fileRemovedAt != null) {
      throw Problem.of("file-removed");
    }
    song.archivedAt = archived ? clock.instant() : null;
    songs.flush(song);
    if (archived) {
      songs.playersThatQueue(song.id).forEach(queues::topUp);
    }
    LOG.infof("song %s id=%s", archived ? "archived" : "restored", song.id);
  }

  /**
   * The outline of a song's sound: its highest sample in equal stretches, unsigned bytes.
   *
   * @throws Problem 404 unknown song, or not analysed yet
   */
  @Transactional
  byte[] outline(String id) {
    return songs.outline(songs.known(id).id).orElseThrow(() -> Problem.of("not-analysed"));
  }

  /**
   * Checks the type of a song.
   *
   * @throws Problem 400 when it is neither soundscape nor instrumental
   */
  public static String type(String type) {
    if (!TYPES.contains(type)) {
      throw Fields.invalid("type", "must be soundscape or instrumental");
    }
    return type;
  }
}
