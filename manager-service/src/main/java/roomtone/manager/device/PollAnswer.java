package roomtone.manager.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import roomtone.model.RoomCondition;

/** The body of the answer to a poll. {@link PollAnswers} writes it in two parts. */
@Schema(name = "Poll")
record PollAnswer(
    PlayerState player,
    @Schema(
            nullable = true,
            description =
                "What plays by the device's own reports; null too from 15 s after its length on, when no end was reported.")
        Current current,
    @Schema(description = "The queue, to be fetched ahead and played in this order.")
        List<Next> next,
    @Schema(
            description = "When to poll again: 5 s give or take a fifth, later while busy.",
            examples = "4.7")
        double pollAfterSeconds,
    Instant serverTime) {

  @Schema(
      name = "PollPlayer",
      requiredProperties = {
        "id",
        "name",
        "join_url",
        "volume_db",
        "paused",
        "open",
        "opens_at",
        "skip",
        "crossfade_seconds"
      })
  record PlayerState(
      UUID id,
      @Schema(examples = "Garden") String name,
      @Schema(
              description =
                  "The link for the QR code on the screen. Where the room asks for codes, append &code= and the presence code.",
              examples = "https://listen.example.org/?player=garden")
          String joinUrl,
      @Schema(description = "Gain on top of every song's own.", examples = "-3.5") float volumeDb,
      @Schema(description = "Fade out and start nothing.", examples = "false") boolean paused,
      @Schema(description = "By its opening hours. Not open: as paused.") boolean open,
      @Schema(nullable = true, description = RoomCondition.OPENS_AT) Instant opensAt,
      @Schema(
              nullable = true,
              description = "End this play now, report it as skipped, start the next.")
          UUID skip,
      @Schema(
              description = "Overlap of one song with the next; never more than a third of a song.",
              examples = "7.0")
          float crossfadeSeconds,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(
              description =
                  "What to show on the screen, and in the link of its QR code. Absent: the room asks for no code.")
          PresenceCode presence) {}

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
      @Schema(examples = "180") int playSeconds) {

    private static Current of(Snapshot.Running running) {
      Snapshot.Track track = running.track();
      return new Current(
          running.playId(),
          running.queueId(),
          track.id(),
          track.title(),
          track.artist(),
          track.type(),
          running.startedAt(),
          running.playSeconds());
    }
  }

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
      @Schema(description = "1 is what plays next.", examples = "1") int position) {

    private static Next of(Snapshot.Entry entry, UnaryOperator<String> sign) {
      Snapshot.Track track = entry.track();
      Snapshot.File file = entry.file();
      return new Next(
          entry.queueId(),
          track.id(),
          track.title(),
          track.artist(),
          track.type(),
          track.duration(),
          entry.playSeconds(),
          track.loopsFor(entry.playSeconds()),
          sign.apply(file.url()),
          file.sha256(),
          file.sizeBytes(),
          file.gainDb(),
          entry.position());
    }
  }

  /** The part of an answer that stays the same while the player does. */
  record Content(PlayerState player, Current current, List<Next> next) {

    /**
     * Makes the answer for a player at an instant.
     *
     * @param joinUrl the link by which listeners join the room
     * @param sign makes an address that the device may fetch from
     */
    static Content of(Snapshot snapshot, Instant now, String joinUrl, UnaryOperator<String> sign) {
      Snapshot.Running running = snapshot.runningAt(now);
      return new Content(
          new PlayerState(
              snapshot.playerId(),
              snapshot.name(),
              joinUrl,
              snapshot.volumeDb(),
              snapshot.paused(),
              snapshot.isOpen(now),
              snapshot.opensAt(now),
              running == null ? null : snapshot.skipPlayId(),
              snapshot.crossfadeSeconds(),
              snapshot.presenceCodeAt(now)),
          running == null ? null : Current.of(running),
          snapshot.next().stream().map(entry -> Next.of(entry, sign)).toList());
    }
  }
}
