package roomtone.manager.device;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import roomtone.limit.RateLimit;

/** A device that has called this pod, with what is known of its player. */
final class Device {

  /**
   * A snapshot, and until when it may be used.
   *
   * @param version different for each that was loaded
   * @param expiresAt until when it serves while notifications of changes arrive
   * @param epoch of the {@link PlayerChangeListener} when it was loaded
   */
  record Loaded(Snapshot snapshot, long version, Instant loadedAt, Instant expiresAt, long epoch) {}

  /**
   * The load of the snapshot that runs, so that a device is loaded once for all its calls; null:
   * none runs. Empty: the token opens nothing.
   */
  final AtomicReference<CompletableFuture<Optional<Loaded>>> loading = new AtomicReference<>();

  final RateLimit.Used polls = new RateLimit.Used();
  final RateLimit.Used calls = new RateLimit.Used();

  /** Null until the first is loaded. */
  volatile Loaded loaded;

  /** The player has changed since the snapshot was loaded. */
  volatile boolean outdated;

  volatile Instant seen = Instant.MIN;

  /** The ETag of the last answer; null before the first. */
  volatile PollAnswers.Tag tag;

  /** Until when it counts as online, milliseconds since the epoch. */
  private volatile long onlineUntil = Long.MIN_VALUE;

  /**
   * Counts the device as online.
   *
   * @return whether it was offline before
   */
  boolean keepOnline(Instant now, Instant until) {
    boolean wasOffline = now.toEpochMilli() > onlineUntil;
    onlineUntil = until.toEpochMilli();
    return wasOffline;
  }
}
