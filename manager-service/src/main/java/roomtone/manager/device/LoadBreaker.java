package roomtone.manager.device;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A circuit breaker for loads of snapshots: it decides whether polls wait for the database, and
 * which loads may begin. It may be used by many threads.
 *
 * <p>It opens when a load fails, and when a poll waited in vain while a load has no answer. Then
 * polls do not wait, and one load at a time tries whether the database answers. After a load that
 * took long polls do not wait either, but as many loads may run as before.
 */
final class LoadBreaker {

  /** Whether polls wait for loads, and how many loads may run. */
  private enum State {
    /** Polls wait, loads run. */
    CLOSED,
    /** Polls do not wait, loads run. */
    SLOW,
    /** Polls do not wait, one load runs at a time. */
    OPEN
  }

  /** How long after a failure no load begins. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** A load that runs. */
  static final class Load {
    private final long beganNanos;

    private Load(long beganNanos) {
      this.beganNanos = beganNanos;
    }
  }

  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Set<Load> running = new HashSet<>();
  private State state = State.CLOSED;
  private boolean failed;
  private long failedNanos;

  /**
   * A closed breaker.
   *
   * @param patience how long a load may take while polls wait for it
   * @param nanoTime as of {@link System#nanoTime}
   */
  LoadBreaker(Duration patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** Returns whether polls of known devices wait for a load. */
  synchronized boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Returns whether a load may begin, now or once others have ended. */
  synchronized boolean admits() {
    return state != State.OPEN || (running.isEmpty() && !hasJustFailed());
  }

  /** Begins a load; empty when it may not begin now. */
  synchronized Optional<Load> begin() {
    if (!admits()) {
      return Optional.empty();
    }
    Load load = new Load(nanoTime.getAsLong());
    running.add(load);
    return Optional.of(load);
  }

  /**
   * Counts a poll that waited in vain for a load.
   *
   * @return whether the breaker opened: a load has had no answer for as long as polls wait
   */
  synchronized boolean waitedInVain() {
    if (state != State.CLOSED || running.stream().noneMatch(this::isLate)) {
      return false;
    }
    state = State.OPEN;
    return true;
  }

  /**
   * Ends a load that the database has answered.
   *
   * @return whether the breaker closed
   */
  synchronized boolean succeeded(Load load) {
    running.remove(load);
    State before = state;
    state = isLate(load) ? State.SLOW : State.CLOSED;
    failed = false;
    return before != State.CLOSED && state == State.CLOSED;
  }

  /**
   * Ends a load that has failed.
   *
   * @return whether the breaker opened
   */
  synchronized boolean failed(Load load) {
    running.remove(load);
    boolean opened = state != State.OPEN;
    state = State.OPEN;
    failed = true;
    failedNanos = nanoTime.getAsLong();
    return opened;
  }

  private boolean isLate(Load load) {
    return nanoTime.getAsLong() - load.beganNanos >= patience.toNanos();
  }

  private boolean hasJustFailed() {
    return failed && nanoTime.getAsLong() - failedNanos < RETRY_AFTER.toNanos();
  }
}
