package roomtone.local.demo.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The device of one room: a thread for {@link Playback} and one for {@link ManagerSync}. It runs
 * until it is closed, also while the manager does not answer.
 */
public final class DemoDevice implements AutoCloseable {

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);

  private interface Step {
    /** Does what is due; returns the time until the next step. */
    Duration take() throws IOException, InterruptedException;
  }

  private final ManagerApi manager;
  private final Playback playback;
  private final ManagerSync link;
  private final Consumer<String> log;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Semaphore playbackWake = new Semaphore(0);
  private final Semaphore linkWake = new Semaphore(0);
  private final Thread playbackThread;
  private final Thread linkThread;

  private DemoDevice(URI address, String token, Path folder, Clock clock, Consumer<String> log)
      throws IOException {
    this.log = log;
    Files.createDirectories(folder);
    PlayQueue queue = new PlayQueue();
    SoundCache cache = new SoundCache(folder.resolve("sounds"));
    PlayReports reports = new PlayReports(folder);
    reports.endInterrupted(clock.instant(), cache);
    StateFile lastPoll = new StateFile(folder.resolve("last-poll.json"));
    lastPoll.read().flatMap(Instructions::ifReadable).ifPresent(queue::remember);
    manager = new ManagerApi(address, token);
    playback = new Playback(queue, cache, reports, clock, log, linkWake::release);
    link =
        new ManagerSync(
            manager,
            queue,
            cache,
            reports,
            clock,
            RandomGenerator.getDefault(),
            lastPoll,
            log,
            playbackWake::release);
    playbackThread = thread("device-plays", () -> run(playback::step, playbackWake));
    linkThread = thread("device-asks", () -> run(link::step, linkWake));
  }

  /**
   * Starts a device.
   *
   * @param manager base address of the manager
   * @param token the device's secret
   * @param folder the folder of its sounds and unsent reports
   * @param log takes a line for each song and each problem
   * @throws IOException when the folder cannot be written
   */
  public static DemoDevice start(
      URI manager, String token, Path folder, Clock clock, Consumer<String> log)
      throws IOException {
    DemoDevice device = new DemoDevice(manager, token, folder, clock, log);
    device.playbackThread.start();
    device.linkThread.start();
    return device;
  }

  private static Thread thread(String name, Runnable work) {
    return Thread.ofVirtual().name(name).unstarted(work);
  }

  private void run(Step step, Semaphore wake) {
    try {
      while (!closed.get()) {
        Duration wait = takeSafely(step);
        wake.tryAcquire(Math.max(wait.toMillis(), 1), TimeUnit.MILLISECONDS);
        wake.drainPermits();
      }
    } catch (InterruptedException switchedOff) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration takeSafely(Step step) throws InterruptedException {
    try {
      return step.take();
    } catch (IOException | UncheckedIOException failure) {
      log.accept("cannot use its disk: " + failure.getMessage());
      return Duration.ofSeconds(10);
    }
  }

  /** Stops at once, records the interrupted play, and tries for a moment to send its report. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    linkThread.interrupt();
    playbackWake.release();
    try {
      linkThread.join(SHUTDOWN_TIMEOUT);
      playbackThread.join(SHUTDOWN_TIMEOUT);
      playback.stop();
      Thread lastReports = Thread.startVirtualThread(this::sendLastReports);
      lastReports.join(SHUTDOWN_TIMEOUT);
      lastReports.interrupt();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } finally {
      manager.close();
    }
  }

  private void sendLastReports() {
    try {
      link.sendLastReports();
    } catch (InterruptedException tooSlow) {
      Thread.currentThread().interrupt(); // the report is on disk and is sent after the next start
    }
  }
}
