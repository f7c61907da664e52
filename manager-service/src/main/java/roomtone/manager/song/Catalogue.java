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

/** Changes of songs that are there. */
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

  @Transactional
  public SongView get(String id) {
    return SongView.of(songs.known(id));
  }

  /** Changes what is named: title, artist, type, embedding or the suggested one, archived. */
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
        throw Fields.invalid("confirm_suggestion", "goes without an embedding of your own");
      }
      state(song, Embedding.toColumn(Embedding.of(change.embedding())));
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

  private static void state(CatalogueSong song, float[] embedding) {
    song.embedding = embedding;
    song.embeddingSource = embedding == null ? null : "manual";
    song.embeddingConfidence = null;
    song.suggestedEmbedding = null;
  }

  private static void confirm(CatalogueSong song) {
    if (song.suggestedEmbedding == null) {
      throw Problem.of(
          409,
          "no-suggestion",
          "No suggestion",
          song.embedding == null
              ? "Nothing was heard that could be confirmed. PATCH the song with an embedding of your own."
              : "The song has an embedding that is in use; there is nothing to confirm.");
    }
    state(song, song.suggestedEmbedding);
  }

  /** Takes a song out of use: queued entries leave at once, what plays ends as planned. */
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
      throw Songs.fileRemoved();
    }
    song.archivedAt = archived ? clock.instant() : null;
    songs.flush(song);
    if (archived) {
      songs.roomsThatQueue(song.id).forEach(queues::topUp);
    }
    LOG.infof("song %s id=%s", archived ? "archived" : "restored", song.id);
  }

  /** What a recording looks like. */
  @Transactional
  byte[] outline(String id) {
    return songs
        .outline(songs.known(id).id)
        .orElseThrow(
            () ->
                Problem.of(
                    404,
                    "not-analysed",
                    "Not analysed",
                    "Nobody has listened to this song yet. POST /api/admin/songs/{id}/analysis does it."));
  }

  /** soundscape or instrumental. */
  public static String type(String type) {
    if (!TYPES.contains(type)) {
      throw Fields.invalid("type", "is soundscape or instrumental");
    }
    return type;
  }
}
