package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
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
  private final Audit audit;
  private final Clock clock;

  Catalogue(Songs songs, QueueAdvance queues, Audit audit, Clock clock) {
    this.songs = songs;
    this.queues = queues;
    this.audit = audit;
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
    Map<String, Object> before = facts(song);
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
    audit.changed("change", Thing.SONG, song.id, before, facts(song));
    return SongView.of(song);
  }

  /** Takes a song out of use: queued entries leave at once, what plays ends as planned. */
  @Transactional
  void archive(String id) {
    CatalogueSong song = known(id);
    Map<String, Object> before = facts(song);
    setArchived(song, true);
    audit.changed("archive", Thing.SONG, song.id, before, facts(song));
  }

  /** What is known of a song, as the API names it; for what is written down of a change. */
  static Map<String, Object> facts(CatalogueSong song) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("title", song.title);
    facts.put("artist", song.artist);
    facts.put("type", song.type);
    facts.put("embedding", song.embedding == null ? null : song.embedding.clone());
    facts.put("embedding_source", song.embeddingSource);
    facts.put(
        "suggested_embedding",
        song.suggestedEmbedding == null ? null : song.suggestedEmbedding.clone());
    facts.put("duration", song.duration);
    facts.put("bpm", song.bpm);
    facts.put("sha256", song.sha256);
    facts.put("archived_at", song.archivedAt);
    return facts;
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
