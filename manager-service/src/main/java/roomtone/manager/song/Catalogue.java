package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Set;
import org.jboss.logging.Logger;
import roomtone.manager.queue.QueueAdvance;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Uuids;
import roomtone.web.Problem;

/** Changes of songs that are there. */
@ApplicationScoped
class Catalogue {

  private static final Logger LOG = Logger.getLogger(Catalogue.class);
  private static final Set<String> TYPES = Set.of("soundscape", "instrumental");

  private final Songs songs;
  private final QueueAdvance queues;
  private final Clock clock;

  Catalogue(Songs songs, QueueAdvance queues, Clock clock) {
    this.songs = songs;
    this.queues = queues;
    this.clock = clock;
  }

  @Transactional
  SongView get(String id) {
    return SongView.of(known(id));
  }

  /** Changes what is named: title, artist, type, embedding, archived. */
  @Transactional
  SongView change(String id, Fields fields) {
    CatalogueSong song = known(id);
    if (fields.has("title")) {
      song.title = fields.text("title", PlainText.MAX);
    }
    if (fields.has("artist")) {
      song.artist = fields.textOrNull("artist", PlainText.MAX);
    }
    if (fields.has("type")) {
      song.type = type(fields.text("type", PlainText.MAX));
    }
    if (fields.has("embedding")) {
      Embedding embedding = Embedding.of(fields.json("embedding"));
      song.embedding = embedding == null ? null : embedding.toColumn();
      song.embeddingSource = embedding == null ? null : "manual";
      song.embeddingConfidence = null;
      song.suggestedEmbedding = null;
    }
    if (fields.has("archived")) {
      setArchived(song, fields.bool("archived"));
    }
    songs.flush(song);
    return SongView.of(song);
  }

  /** Takes a song out of use: queued entries leave at once, what plays ends as planned. */
  @Transactional
  void archive(String id) {
    setArchived(known(id), true);
  }

  private void setArchived(CatalogueSong song, boolean archived) {
    if (archived == (song.archivedAt != null)) {
      return;
    }
    song.archivedAt = archived ? clock.instant() : null;
    songs.flush(song);
    if (archived) {
      songs.roomsThatQueue(song.id).forEach(queues::topUp);
    }
    LOG.infof("song %s id=%s", archived ? "archived" : "restored", song.id);
  }

  /** soundscape or instrumental. */
  static String type(String type) {
    if (!TYPES.contains(type)) {
      throw Fields.invalid("type", "is soundscape or instrumental");
    }
    return type;
  }

  private CatalogueSong known(String id) {
    return songs.find(Uuids.inPath(id, Catalogue::unknown)).orElseThrow(Catalogue::unknown);
  }

  private static Problem unknown() {
    return Problem.of(
        404,
        "unknown-song",
        "Unknown song",
        "There is no song with this id. GET /api/admin/songs lists them.");
  }
}
