package roomtone.local.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import roomtone.local.demo.device.DemoDevice;

/** Runs the demo: loads missing demo data, then runs the device of the garden. */
public final class Demo implements AutoCloseable {

  /** The admin of the demo. */
  public static final String ADMIN = "admin@example.org";

  /** The password of all accounts of the demo, which is public. */
  public static final String PASSWORD = "roomtone-demo";

  private static final Duration MANAGER_START_LIMIT = Duration.ofMinutes(10);
  private static final Duration READY_CHECK_INTERVAL = Duration.ofMillis(250);
  private static final Duration MESSAGE_INTERVAL = Duration.ofSeconds(15);
  private static final Duration RETRY_INTERVAL = Duration.ofSeconds(3);
  private static final int ATTEMPTS = 5;

  /** A step of the loading, which may be repeated. */
  private interface Step {
    void load() throws SQLException, IOException, InterruptedException;
  }

  private final DemoContext context;
  private final ServiceClient services;
  private final Thread thread;
  private final Clock clock = Clock.systemUTC();
  private boolean closed;
  private DemoDevice device;

  private Demo(DemoContext context) {
    this.context = context;
    services =
        new ServiceClient(context.supabaseUrl(), context.publishableKey(), context.managerUrl());
    thread = Thread.ofVirtual().name("demo").unstarted(this::run);
  }

  /** Starts the demo in the background. It may be started again over the same data. */
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
      retrying(loader::loadPeople);
      if (!awaitManager()) {
        return;
      }
      retrying(loader::loadGarden);
      startDevice(folder.resolve("device"));
      retrying(loader::loadOtherSongs);
      context.say().accept("Demo: loaded");
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } catch (IOException | SQLException | RuntimeException failure) {
      giveUp(failure.getMessage());
    }
  }

  /** Prints a line that {@code ./dev up} waits for. */
  private void giveUp(String why) {
    context.say().accept("Demo: gave up: " + why);
  }

  /** Repeats a step that fails, since services that have just started may not be ready. */
  private void retrying(Step step) throws SQLException, IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        step.load();
        return;
      } catch (IOException | SQLException failure) {
        if (isClosed()) {
          throw new InterruptedException("closed");
        }
        if (attempt == ATTEMPTS) {
          throw failure;
        }
        context.say().accept("Demo: trying again: " + failure.getMessage());
        Thread.sleep(RETRY_INTERVAL);
      }
    }
  }

  private boolean awaitManager() throws InterruptedException {
    Instant begin = clock.instant();
    Instant nextMessage = begin.plus(MESSAGE_INTERVAL);
    while (!services.managerIsReady(context.managerReady())) {
      Instant now = clock.instant();
      if (now.isAfter(begin.plus(MANAGER_START_LIMIT))) {
        giveUp(
            "no manager at %s; start it, then start this again".formatted(context.managerReady()));
        return false;
      }
      if (now.isAfter(nextMessage)) {
        nextMessage = now.plus(MESSAGE_INTERVAL);
        context
            .say()
            .accept(
                "Demo: waiting for the manager, %d s so far"
                    .formatted(Duration.between(begin, now).toSeconds()));
      }
      Thread.sleep(READY_CHECK_INTERVAL);
    }
    return true;
  }

  private synchronized void startDevice(Path folder) throws IOException {
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

  /** Stops the demo and its device; the data stay. */
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
