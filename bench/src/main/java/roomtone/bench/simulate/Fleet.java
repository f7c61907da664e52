package roomtone.bench.simulate;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All simulated devices and listeners, each on a virtual thread of its own. */
final class Fleet {

  /** How many devices are switched on in a second, so that they do not call at the same time. */
  private static final double STARTS_PER_SECOND = 50;

  /** Even a few devices do not start at the same time. */
  private static final Duration SHORTEST_START = Duration.ofSeconds(1);

  private static final Duration STOP = Duration.ofSeconds(10);

  /** Events come every 15 s at least. */
  private static final Duration STREAM_PATIENCE = Duration.ofSeconds(45);

  private final Target target;
  private final Measurements measurements;
  private final Clock clock = Clock.systemUTC();
  private final SplittableRandom random = new SplittableRandom();
  private final List<SimulatedDevice> devices = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  Fleet(Target target, Measurements measurements) {
    this.target = target;
    this.measurements = measurements;
  }

  /** How long it takes until all have started. */
  static Duration startOf(int devices) {
    Duration start = Duration.ofMillis((long) (1000 * devices / STARTS_PER_SECOND));
    return start.compareTo(SHORTEST_START) < 0 ? SHORTEST_START : start;
  }

  /** Starts a device for each room, spread over {@link #startOf}. */
  void startDevices(List<Room> rooms) {
    Duration start = startOf(rooms.size());
    for (Room room : rooms) {
      SimulatedDevice device =
          new SimulatedDevice(
              room.token(), caller(target.manager()), room, measurements, clock, random.split());
      devices.add(device);
      Duration after = randomPart(start);
      threads.add(Thread.startVirtualThread(() -> device.run(after)));
    }
  }

  /**
   * Starts listeners in rooms, in turn, spread over the start of the devices.
   *
   * @param accessTokens one for each
   */
  void startListeners(
      List<String> accessTokens, List<Room> rooms, Duration start, Duration voteEvery) {
    for (int i = 0; i < accessTokens.size(); i++) {
      SimulatedListener listener =
          new SimulatedListener(
              i,
              accessTokens.get(i),
              rooms.get(i % rooms.size()),
              caller(target.brain()),
              new Connection(target.brain(), STREAM_PATIENCE),
              measurements,
              clock,
              random.split(),
              voteEvery);
      Duration after = randomPart(start);
      threads.add(Thread.startVirtualThread(() -> listener.run(after)));
    }
  }

  private Caller caller(URI service) {
    return new Caller(new Connection(service), measurements, clock);
  }

  private Duration randomPart(Duration whole) {
    return Duration.ofMillis((long) (whole.toMillis() * random.nextDouble()));
  }

  /** How many devices have a report that has waited for its answer for longer than that. */
  long devicesWithUnsentReports(Duration longerThan) {
    Instant since = clock.instant().minus(longerThan);
    return devices.stream().filter(device -> device.hasUnsentSince(since)).count();
  }

  /** Ends all calls and waits for the threads. */
  void stop() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    Instant end = clock.instant().plus(STOP);
    for (Thread thread : threads) {
      Duration left = Duration.between(clock.instant(), end);
      if (!left.isPositive() || !thread.join(left)) {
        return;
      }
    }
  }
}
