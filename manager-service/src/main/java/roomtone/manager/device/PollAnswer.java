package roomtone.manager.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a poll is answered with. */
@Schema(name = "Poll")
record PollAnswer(
    PlayerState player,
    @Schema(nullable = true, description = "What plays by the device's own reports.")
        Current current,
    @Schema(description = "The queue, to be fetched ahead and played in this order.")
        List<Next> next,
    @Schema(
            description = "When to poll again: 5 s give or take a fifth, later while busy.",
            examples = "4.7")
        double pollAfterSeconds,
    Instant serverTime) {

  @Schema(name = "PollPlayer")
  record PlayerState(
      UUID id,
      @Schema(examples = "Garden") String name,
      @Schema(description = "Gain on top of every song's own.", examples = "-3.5") float volumeDb,
      @Schema(description = "Fade out and start nothing.", examples = "false") boolean paused,
      @Schema(description = "By its opening hours. Not open: as paused.") boolean open,
      @Schema(
              nullable = true,
              description = "End this play now, report it as skipped, start the next.")
          UUID skip,
      @Schema(
              description = "Overlap of one song with the next; never more than a third of a song.",
              examples = "7.0")
          float crossfadeSeconds) {}

  @Schema(name = "PollCurrent")
  record Current(
      UUID playId,
      @Schema(nullable = true) UUID queueId,
      UUID songId,
      @Schema(examples = "Rain on a roof") String title,
      @Schema(nullable = true, examples = "Roomtone") String artist,
      @Schema(
              enumeration = {"soundscape", "instrumental"},
              examples = "soundscape")
          String type,
      Instant startedAt,
      @Schema(examples = "180") int playSeconds) {}

  @Schema(name = "PollNext")
  record Next(
      UUID queueId,
      UUID songId,
      @Schema(examples = "Waves at night") String title,
      @Schema(nullable = true, examples = "Roomtone") String artist,
      @Schema(
              enumeration = {"soundscape", "instrumental"},
              examples = "soundscape")
          String type,
      @Schema(nullable = true, description = "Seconds of the file.", examples = "64")
          Integer duration,
      @Schema(description = "How long to play it.", examples = "180") int playSeconds,
      @Schema(description = "It is shorter than that: start over.") boolean loop,
      @Schema(
              description = "Good for at least an hour.",
              examples =
                  "https://sounds.s3.eu-central-1.amazonaws.com/songs/5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.flac?X-Amz-Signature=0f")
          String url,
      @Schema(
              nullable = true,
              examples = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
          String sha256,
      @Schema(nullable = true, examples = "4230144") Long sizeBytes,
      @Schema(description = "The song's own gain.", examples = "-2.3") double gainDb,
      @Schema(description = "1 is what plays next.", examples = "1") int position) {}

  /**
   * What an answer is made of and how it is called, without what differs each time.
   *
   * @param version of the snapshot it was made of
   * @param etag changes with whatever the device should act on, and with the hour, for then the
   *     addresses change
   */
  record Prepared(long version, Instant hour, boolean open, String etag) {

    boolean isFor(long version, Instant hour, boolean open) {
      return this.version == version && this.hour.equals(hour) && this.open == open;
    }
  }

  /** What the entity tag covers. */
  private record Covered(PlayerState player, Current current, List<Next> next, Instant hour) {}

  static Prepared prepare(
      long version, Snapshot snapshot, Instant hour, boolean open, ObjectMapper mapper) {
    Covered covered =
        new Covered(
            state(snapshot, open),
            current(snapshot),
            next(snapshot, UnaryOperator.identity()),
            hour);
    return new Prepared(version, hour, open, etag(covered, mapper));
  }

  /**
   * The answer whole.
   *
   * @param sign makes an address that the device may fetch from
   */
  static PollAnswer of(
      Snapshot snapshot,
      boolean open,
      UnaryOperator<String> sign,
      Instant now,
      double pollAfterSeconds) {
    return new PollAnswer(
        state(snapshot, open),
        current(snapshot),
        next(snapshot, sign),
        pollAfterSeconds,
        now.truncatedTo(ChronoUnit.MILLIS));
  }

  private static PlayerState state(Snapshot snapshot, boolean open) {
    return new PlayerState(
        snapshot.playerId(),
        snapshot.name(),
        snapshot.volumeDb(),
        snapshot.paused(),
        open,
        snapshot.skipPlayId(),
        snapshot.crossfadeSeconds());
  }

  private static Current current(Snapshot snapshot) {
    Snapshot.Running running = snapshot.running();
    if (running == null) {
      return null;
    }
    Snapshot.Track track = running.track();
    return new Current(
        running.playId(),
        running.queueId(),
        track.id(),
        track.title(),
        track.artist(),
        track.type(),
        running.startedAt(),
        track.playSeconds(snapshot.soundscapeSeconds()));
  }

  private static List<Next> next(Snapshot snapshot, UnaryOperator<String> sign) {
    return snapshot.next().stream()
        .map(entry -> next(entry, snapshot.soundscapeSeconds(), sign))
        .toList();
  }

  private static Next next(
      Snapshot.Entry entry, int soundscapeSeconds, UnaryOperator<String> sign) {
    Snapshot.Track track = entry.track();
    return new Next(
        entry.queueId(),
        track.id(),
        track.title(),
        track.artist(),
        track.type(),
        track.duration(),
        track.playSeconds(soundscapeSeconds),
        track.loops(soundscapeSeconds),
        sign.apply(entry.file().url()),
        entry.file().sha256(),
        entry.file().sizeBytes(),
        entry.file().gainDb(),
        entry.position());
  }

  private static String etag(Covered covered, ObjectMapper mapper) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(mapper.writeValueAsBytes(covered));
      return '"'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 22)
          + '"';
    } catch (NoSuchAlgorithmException | JsonProcessingException e) {
      throw new IllegalStateException("an answer can be written and hashed", e);
    }
  }
}
