package roomtone.manager.device;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import roomtone.manager.queue.PlayLength;

/**
 * What a device needs to know, as the database had it at one moment. Kept for each known device, so
 * it holds nothing that can be worked out.
 *
 * @param skipPlayId the play that staff want ended, or null
 * @param running what plays, or null
 * @param next the queue, first entry first
 */
record Snapshot(
    UUID playerId,
    String name,
    float volumeDb,
    boolean paused,
    OpeningHours hours,
    ZoneId zone,
    float crossfadeSeconds,
    int soundscapeSeconds,
    UUID skipPlayId,
    Running running,
    List<Entry> next) {

  /** A song as devices know it. */
  record Track(UUID id, String title, String artist, String type, Integer duration) {

    /**
     * How long it plays, seconds.
     *
     * @param soundscapeSeconds how long a soundscape plays at the player
     */
    int playSeconds(int soundscapeSeconds) {
      return PlayLength.seconds(type, duration, soundscapeSeconds);
    }

    /** Whether it must start over to play that long. */
    boolean loops(int soundscapeSeconds) {
      return duration != null && duration < playSeconds(soundscapeSeconds);
    }
  }

  /** A play that nobody has ended yet. */
  record Running(UUID playId, UUID queueId, Track track, Instant startedAt) {}

  /** A song's file. */
  record File(String url, String sha256, Long sizeBytes, Float loudnessLufs, Float peakDbfs) {

    /**
     * Gain that brings the song to {@value #TARGET_LUFS} LUFS, less when its peaks would come above
     * {@value #CEILING_DBFS} dBFS; 0 while its loudness is unknown. To a tenth of a decibel,
     * rounded down.
     */
    double gainDb() {
      if (loudnessLufs == null) {
        return 0;
      }
      double gain = TARGET_LUFS - loudnessLufs;
      double limited =
          peakDbfs == null ? Math.min(gain, 0) : Math.min(gain, CEILING_DBFS - peakDbfs);
      return Math.floor(limited * 10) / 10;
    }
  }

  /** An entry of the queue. */
  record Entry(UUID queueId, int position, Track track, File file) {}

  private static final double TARGET_LUFS = -20;
  private static final double CEILING_DBFS = -1;

  Snapshot {
    next = List.copyOf(next);
  }
}
