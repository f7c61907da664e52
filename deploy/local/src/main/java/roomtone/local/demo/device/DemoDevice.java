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
 * The device of one room: two threads that share a {@link Programme}. It runs until it is closed,
 * whatever the manager does.
 */
public final class DemoDevice implements AutoCloseable {

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private interface Step {
    /** Answers how long nothing is to be done. */
    Duration take() throws IOException, InterruptedException;
  }

  private final ManagerApi manager;
  private final Playback playback;
  private final Link link;
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
    Programme programme = new Programme();
    SoundCache cache = new SoundCache(folder.resolve("sounds"));
    PlayReports reports = new PlayReports(folder);
    reports.endInterrupted(clock.instant(), cache);
    StateFile lastPoll = new StateFile(folder.resolve("last-poll.json"));
    lastPoll.read().flatMap(Instructions::ifReadable).ifPresent(programme::remember);
    manager = new ManagerApi(address, token);
    playback = new Playback(programme, cache, reports, clock, log, linkWake::release);
    link =
        new Link(
            manager,
            programme,
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
   * Switches a device on.
   *
   * @param manager base address of the manager
   * @param token the device's secret
   * @param folder where it keeps sounds and unsent reports
   * @param log told of songs and troubles, a line each
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

  /** Stops at once, reports what was interrupted, and waits a moment for the report to go out. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    linkThread.interrupt();
    playbackWake.release();
    try {
      linkThread.join(FAREWELL);
      playbackThread.join(FAREWELL);
      playback.stop();
      Thread farewell = Thread.startVirtualThread(this::sayGoodbye);
      farewell.join(FAREWELL);
      farewell.interrupt();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } finally {
      manager.close();
    }
  }

  private void sayGoodbye() {
    try {
      link.sayGoodbye();
    } catch (InterruptedException tooSlow) {
      Thread.currentThread().interrupt(); // it is on disk and goes out next time
    }
  }
}
