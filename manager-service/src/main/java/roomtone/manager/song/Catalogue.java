package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.queue.QueueAdvance;
import roomtone.manager.rest.Fields;
import roomtone.manager.rest.Uuids;
import roomtone.problem.Problem;

/** Changes of songs that are there. */
@ApplicationScoped
class Catalogue {

  private static final Logger LOG = Logger.getLogger(Catalogue.class);
  private static final Set<String> TYPES = Set.of("soundscape", "instrumental");

  private final Songs songs;
  private final SongStorage storage;
  private final FileClaims claims;
  private final UploadLog log;
  private final QueueAdvance queues;
  private final Audit audit;
  private final Clock clock;

  Catalogue(
      Songs songs,
      SongStorage storage,
      FileClaims claims,
      UploadLog log,
      QueueAdvance queues,
      Audit audit,
      Clock clock) {
    this.songs = songs;
    this.storage = storage;
    this.claims = claims;
    this.log = log;
    this.queues = queues;
    this.audit = audit;
    this.clock = clock;
  }

  @Transactional
  SongView get(String id) {
    return SongView.of(known(id));
  }

  /** Changes what is named: title, artist, type, embedding or the suggested one, archived. */
  @Transactional
  SongView change(String id, Fields fields) {
    CatalogueSong song = toChange(id);
    Map<String, Object> before = facts(song);
    if (fields.has("title")) {
      song.title = fields.text("title", PlainText.MAX);
    }
    if (fields.has("artist")) {
      song.artist = fields.textOrNull("artist", PlainText.MAX);
    }
    if (fields.has("type")) {
      song.type = type(fields.text("type", PlainText.MAX));
      if (!song.type.equals("instrumental")) {
        song.bpm = null;
      }
    }
    boolean confirms = fields.has("confirm_suggestion") && fields.bool("confirm_suggestion");
    if (fields.has("embedding")) {
      if (confirms) {
        throw Fields.invalid("confirm_suggestion", "goes without an embedding of your own");
      }
      Embedding embedding = Embedding.of(fields.json("embedding"));
      state(song, embedding == null ? null : embedding.toColumn());
    } else if (confirms) {
      confirm(song);
    }
    if (fields.has("archived")) {
      setArchived(song, fields.bool("archived"));
    }
    songs.flush(song);
    audit.changed("change", Thing.SONG, song.id, before, facts(song));
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
    CatalogueSong song = toChange(id);
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
    facts.put("analysis", song.analysis);
    facts.put("file_removed_at", song.fileRemovedAt);
    return facts;
  }

  private void setArchived(CatalogueSong song, boolean archived) {
    if (archived == (song.archivedAt != null)) {
      return;
    }
    if (song.fileRemovedAt != null) {
      throw Problem.of(
          409,
          "file-removed",
          "File removed",
          "The file was removed 30 days after archiving. Upload it again first: PUT /api/admin/songs/{id}/file.");
    }
    song.archivedAt = archived ? clock.instant() : null;
    songs.flush(song);
    if (archived) {
      songs.roomsThatQueue(song.id).forEach(queues::topUp);
    }
    LOG.infof("song %s id=%s", archived ? "archived" : "restored", song.id);
  }

  /**
   * Gives a song another file and what was heard in it.
   *
   * @param entry of the upload, which ends with it
   * @throws Problem 409 when it plays, or when another song came first with that file
   */
  @Transactional
  SongView replaceFile(UUID id, Recording recording, String url, Findings heard, UUID entry) {
    CatalogueSong song = songs.findToChange(id).orElseThrow(Catalogue::unknown);
    if (songs.plays(id)) {
      throw itPlays();
    }
    Map<String, Object> before = facts(song);
    boolean other = song.sha256 != null && !song.sha256.equals(recording.sha256());
    if (other && song.fileRemovedAt == null) {
      claims.sayFarewell(song.sha256);
    }
    song.fileUrl = url;
    song.fileRemovedAt = null;
    song.sha256 = recording.sha256();
    describe(song, recording, heard);
    log.done(entry, id);
    songs.flush(song);
    audit.changed("replace-file", Thing.SONG, id, before, facts(song));
    return SongView.of(song);
  }

  /** Writes down what was heard in a song's file; what somebody stated stays. */
  @Transactional
  SongView describe(UUID id, Recording recording, Findings heard) {
    CatalogueSong song = songs.findToChange(id).orElseThrow(Catalogue::unknown);
    if (song.sha256 != null && !song.sha256.equals(recording.sha256())) {
      throw Problem.of(
              409, "file-replaced", "File replaced", "The song has got another file meanwhile.")
          .retryAfter(Duration.ofSeconds(1));
    }
    Map<String, Object> before = facts(song);
    describe(song, recording, heard);
    songs.flush(song);
    audit.changed("analyse", Thing.SONG, id, before, facts(song));
    return SongView.of(song);
  }

  private void describe(CatalogueSong song, Recording recording, Findings heard) {
    song.contentType = recording.format().contentType();
    song.sizeBytes = recording.size();
    song.duration = heard.duration();
    song.loudnessLufs = heard.loudness();
    song.peakDbfs = heard.peak();
    song.bpm = heard.bpm();
    song.analysis = heard.extent();
    if (!"manual".equals(song.embeddingSource)) {
      song.embedding = heard.heard() == null ? null : heard.heard().toColumn();
      song.embeddingSource = heard.heard() == null ? null : "model";
      song.embeddingConfidence = heard.confidence();
      song.suggestedEmbedding = heard.suggestion() == null ? null : heard.suggestion().toColumn();
    }
    songs.keepOutline(song.id, heard.outline());
  }

  /**
   * Where a song's file lies in the bucket.
   *
   * @throws Problem 409 when it is not there
   */
  String keyOf(SongView song) {
    if (song.fileRemovedAt() != null) {
      throw Problem.of(
          409,
          "file-removed",
          "File removed",
          "The file was removed 30 days after archiving. Upload it again first: PUT /api/admin/songs/{id}/file.");
    }
    return storage
        .keyIn(song.fileUrl())
        .orElseThrow(
            () ->
                Problem.of(
                    409,
                    "file-elsewhere",
                    "File elsewhere",
                    "The song's file is not in our bucket. Upload it: PUT /api/admin/songs/{id}/file."));
  }

  /** What a recording looks like. */
  @Transactional
  byte[] outline(String id) {
    return songs
        .outline(known(id).id)
        .orElseThrow(
            () ->
                Problem.of(
                    404,
                    "not-analysed",
                    "Not analysed",
                    "Nobody has listened to this song yet. POST /api/admin/songs/{id}/analysis does it."));
  }

  static Problem itPlays() {
    return Problem.of(
        409,
        "song-plays",
        "Song plays",
        "The song plays at the moment. Replace its file when it has ended, or skip it first.");
  }

  /** soundscape or instrumental. */
  static String type(String type) {
    if (!TYPES.contains(type)) {
      throw Fields.invalid("type", "is soundscape or instrumental");
    }
    return type;
  }

  private CatalogueSong toChange(String id) {
    return songs.findToChange(Uuids.inPath(id, Catalogue::unknown)).orElseThrow(Catalogue::unknown);
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
