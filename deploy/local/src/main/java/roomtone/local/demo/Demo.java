package roomtone.local.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import roomtone.local.demo.device.DemoDevice;

/** The running demo: loads what is missing, then plays the garden. */
public final class Demo implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final Duration BETWEEN_WORDS = Duration.ofSeconds(15);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(3);
  private static final int ATTEMPTS = 5;

  /** A part of the loading, which may be repeated. */
  private interface Part {
    void load() throws SQLException, IOException, InterruptedException;
  }

  private final DemoContext context;
  private final Services services;
  private final Thread thread;
  private final Clock clock = Clock.systemUTC();
  private boolean closed;
  private DemoDevice device;

  private Demo(DemoContext context) {
    this.context = context;
    services = new Services(context);
    thread = Thread.ofVirtual().name("demo").unstarted(this::run);
  }

  /** Starts in the background, and may be started any number of times over the same data. */
  public static Demo start(DemoContext context) {
    Demo demo = new Demo(context);
    demo.thread.start();
    return demo;
  }

  private void run() {
    Path folder = context.home().resolve("demo");
    try (DemoSounds sounds = DemoSounds.render(DemoSong.catalogue(), folder.resolve("sounds"))) {
      DemoLoader loader =
          new DemoLoader(new DemoDatabase(context.postgres()), services, sounds, context.say());
      insist(loader::loadPeople);
      if (!awaitManager()) {
        return;
      }
      insist(loader::loadGarden);
      switchOnDevice(folder.resolve("device"));
      insist(loader::loadOtherSongs);
      context.say().accept("Demo: loaded");
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } catch (IOException | SQLException | RuntimeException failure) {
      giveUp(failure.getMessage());
    }
  }

  /** Ends with a line that whoever waits for the demo looks out for. */
  private void giveUp(String why) {
    context.say().accept("Demo: gave up: " + why);
  }

  /** Tries again for a while: services that have just started may still be finding each other. */
  private void insist(Part part) throws SQLException, IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        part.load();
        return;
      } catch (IOException | SQLException failure) {
        if (isClosed()) {
          throw new InterruptedException("closed");
        }
        if (attempt == ATTEMPTS) {
          throw failure;
        }
        context.say().accept("Demo: trying again: " + failure.getMessage());
        Thread.sleep(BETWEEN_ATTEMPTS);
      }
    }
  }

  private boolean awaitManager() throws InterruptedException {
    Instant begin = clock.instant();
    Instant nextWord = begin.plus(BETWEEN_WORDS);
    while (!services.managerIsReady()) {
      Instant now = clock.instant();
      if (now.isAfter(begin.plus(PATIENCE))) {
        giveUp(
            "no manager at %s; start it, then start this again".formatted(context.managerReady()));
        return false;
      }
      if (now.isAfter(nextWord)) {
        nextWord = now.plus(BETWEEN_WORDS);
        context
            .say()
            .accept(
                "Demo: waiting for the manager, %d s so far"
                    .formatted(Duration.between(begin, now).toSeconds()));
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    return true;
  }

  private synchronized void switchOnDevice(Path folder) throws IOException {
    if (!closed) {
      device =
          DemoDevice.start(
              context.managerUrl(),
              DemoRoom.GARDEN.token(),
              folder,
              clock,
              line -> context.say().accept("Garden: the device " + line));
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Stops, and leaves the data as they are. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (device != null) {
        device.close();
      }
    }
    thread.interrupt();
    services.close();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
