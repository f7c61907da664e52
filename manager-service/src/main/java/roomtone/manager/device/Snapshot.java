package roomtone.manager.device;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import roomtone.model.OpeningHours;

/**
 * What a device needs to know of its player, as the database had it at one moment. One is kept for
 * each known device, so it holds nothing that can be computed.
 *
 * @param presence from which the codes of the room are computed; null: the room is open
 * @param skipPlayId the play that staff want ended, or null
 * @param running the newest play, if its end was not reported, or null; see {@link #runningAt}
 * @param next the queue, first entry first
 */
record Snapshot(
    UUID playerId,
    String name,
    String slug,
    float volumeDb,
    boolean paused,
    OpeningHours hours,
    ZoneId zone,
    float crossfadeSeconds,
    PresenceSecret presence,
    UUID skipPlayId,
    Running running,
    List<Entry> next) {

  Snapshot {
    next = List.copyOf(next);
  }

  /** What plays at an instant: the running play until it is over, else null. */
  Running runningAt(Instant at) {
    return running != null && at.isBefore(running.overAt()) ? running : null;
  }

  /** {@link #presencePeriodAt} of a room without presence codes. */
  private static final long NO_PERIOD = Long.MIN_VALUE;

  /** The presence code of an instant; null without presence codes. */
  PresenceCode presenceCodeAt(Instant at) {
    return presence == null ? null : presence.codeAt(at);
  }

  /** The period of the presence code of an instant: two codes with one period are the same. */
  long presencePeriodAt(Instant at) {
    return presence == null ? NO_PERIOD : presence.periodOf(at);
  }

  /** Whether the room is open at an instant. */
  boolean isOpen(Instant at) {
    return hours.isOpen(at, zone);
  }

  /** When a closed room opens; null when it is open at the instant, or never opens. */
  Instant opensAt(Instant at) {
    return isOpen(at) ? null : hours.opensAt(at, zone).orElse(null);
  }

  /**
   * A song as devices know it.
   *
   * @param duration of its file, seconds; null: unknown
   */
  record Track(UUID id, String title, String artist, String type, Integer duration) {

    /** Whether the file must start over to play for so many seconds. */
    boolean loopsFor(int playSeconds) {
      return duration != null && duration < playSeconds;
    }
  }

  /**
   * A play whose end nobody has reported.
   *
   * @param playSeconds how long it plays
   * @param overAt from when on it is over although its end was not reported
   */
  record Running(
      UUID playId, UUID queueId, Track track, int playSeconds, Instant startedAt, Instant overAt) {}

  /**
   * An entry of the queue.
   *
   * @param playSeconds how long it will play
   */
  record Entry(UUID queueId, int position, Track track, int playSeconds, File file) {}

  /** A song's file. */
  record File(String url, String sha256, Long sizeBytes, Float loudnessLufs, Float peakDbfs) {

    /** The loudness that songs are brought to. */
    private static final double TARGET_LUFS = -20;

    private static final double MAX_PEAK_DBFS = -1;

    /**
     * The gain that brings the song to {@value #TARGET_LUFS} LUFS, less when its peaks would exceed
     * {@value #MAX_PEAK_DBFS} dBFS; 0 while its loudness is unknown. In tenths of a decibel,
     * rounded down.
     */
    double gainDb() {
      if (loudnessLufs == null) {
        return 0;
      }
      double gain = TARGET_LUFS - loudnessLufs;
      double limited =
          peakDbfs == null ? Math.min(gain, 0) : Math.min(gain, MAX_PEAK_DBFS - peakDbfs);
      return Math.floor(limited * 10) / 10;
    }
  }
}
