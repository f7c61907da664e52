package roomtone.bench.brain;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.figures.Aim;
import roomtone.bench.figures.Report;
import roomtone.bench.figures.Statistics;
import roomtone.bench.load.ServiceMeter;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.TestSystem;

/**
 * Measures how long a tick takes after one taste has changed in each of 100 rooms, or in all rooms,
 * by the brain's own meter; and how that grows with the size of the data.
 */
final class TickBench {

  private static final int FEW_ROOMS = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Only changed rooms are filled during the measurement. */
  private static final Map<String, String> ONLY_CHANGES = Map.of("ROOMTONE_QUEUE_PERIOD", "1H");

  /**
   * A small size, three that are ten times as large in one respect, two with a long history, and
   * the large ones.
   */
  private enum DataSize {
    SMALL(1_000, 10_000, 5_000, 0),
    MANY_PLAYERS(10_000, 10_000, 5_000, 0),
    MANY_SESSIONS(1_000, 100_000, 5_000, 0),
    MANY_SONGS(1_000, 10_000, 50_000, 0),
    DAY_OF_PLAYS(1_000, 10_000, 50_000, 0, 288),
    DAY_OF_PLAYS_WITH_LIBRARIES(1_000, 10_000, 50_000, 500, 288),
    LARGE(10_000, 100_000, 50_000, 0),
    LARGE_WITH_LIBRARIES(10_000, 100_000, 50_000, 500);

    private final int players;
    private final int sessions;
    private final int songs;
    private final int library;
    private final int plays;

    DataSize(int players, int sessions, int songs, int library) {
      this(players, sessions, songs, library, Dataset.PLAYS_OF_AN_HOUR);
    }

    DataSize(int players, int sessions, int songs, int library, int plays) {
      this.players = players;
      this.sessions = sessions;
      this.songs = songs;
      this.library = library;
      this.plays = plays;
    }

    Dataset.Size size(boolean quick) {
      return quick
          ? new Dataset.Size(players / 100, sessions / 100, songs / 50, library / 50)
          : new Dataset.Size(players, sessions, songs, library, plays);
    }
  }

  /**
   * Durations of ticks, in seconds.
   *
   * @param few after changes in a hundred rooms
   * @param all after changes in all rooms
   */
  private record Ticks(double few, double all) {}

  private final Report report;
  private final boolean quick;
  private final HttpClient http = HttpClient.newHttpClient();

  TickBench(Report report, boolean quick) {
    this.report = report;
    this.quick = quick;
  }

  void run() {
    Map<DataSize, Ticks> ticks = new EnumMap<>(DataSize.class);
    List<DataSize> sizes = quick ? List.of(DataSize.SMALL) : List.of(DataSize.values());
    for (DataSize dataset : sizes) {
      ticks.put(dataset, measure(dataset));
    }
    if (!quick) {
      growth(ticks);
      Ticks large = ticks.get(DataSize.LARGE);
      report.aim(Aim.atMost("full tick, 10,000 rooms, 50,000 songs", large.all(), 15, "s"));
      report.aim(
          Aim.atMost(
              "full tick, libraries of 500",
              ticks.get(DataSize.LARGE_WITH_LIBRARIES).all(),
              3,
              "s"));
      report.aim(
          Aim.atMost(
              "incremental tick of 100 rooms, slowest data set",
              1000 * ticks.values().stream().mapToDouble(Ticks::few).max().orElseThrow(),
              200,
              "ms"));
    }
  }

  private Ticks measure(DataSize dataset) {
    Dataset.Size size = dataset.size(quick);
    report.section("Ticks, " + size);
    try (TestSystem system = TestSystem.start()) {
      Dataset world = Dataset.build(system.database(), size);
      LocalService brain = system.startBrain(ONLY_CHANGES, List.of("-Xmx256m"));
      ServiceMeter meter = new ServiceMeter(brain, http);
      int few = Math.min(FEW_ROOMS, size.players());
      Tick first = tick(world, meter, size.players());
      report.figure("first filling of all rooms", first.seconds(), "s");
      world.settle();
      List<Double> ofFew = new ArrayList<>();
      for (int round = 0; round < (quick ? 1 : 7); round++) {
        ofFew.add(tick(world, meter, few).seconds());
      }
      double medianFew = Statistics.median(ofFew);
      report.figure("tick, " + few + " rooms changed", medianFew * 1000, "ms");
      List<Double> ofAll = new ArrayList<>();
      List<Double> waits = new ArrayList<>();
      for (int round = 0; round < (quick || first.seconds() > 20 ? 1 : 3); round++) {
        Tick all = tick(world, meter, size.players());
        ofAll.add(all.seconds());
        waits.add(all.waited());
      }
      double medianAll = Statistics.median(ofAll);
      report.figure("tick, all rooms changed", medianAll, "s");
      report.figure("from the change to the last queue", Statistics.median(waits), "s");
      report.figure("memory after that", meter.residentMegabytes(), "MB");
      system.stopBrain();
      return new Ticks(medianFew, medianAll);
    }
  }

  private void growth(Map<DataSize, Ticks> ticks) {
    report.section("Growth: time ~ size^exponent, tenfold");
    Ticks small = ticks.get(DataSize.SMALL);
    Map<DataSize, String> ways =
        Map.of(
            DataSize.MANY_PLAYERS, "players",
            DataSize.MANY_SESSIONS, "sessions",
            DataSize.MANY_SONGS, "songs");
    for (DataSize dataset :
        List.of(DataSize.MANY_PLAYERS, DataSize.MANY_SESSIONS, DataSize.MANY_SONGS)) {
      Ticks larger = ticks.get(dataset);
      report.figure(
          "tick of 100 rooms with the " + ways.get(dataset),
          Statistics.growth(1, small.few(), 10, larger.few()),
          "");
      report.figure(
          "tick of all rooms with the " + ways.get(dataset),
          Statistics.growth(1, small.all(), 10, larger.all()),
          "");
    }
  }

  /**
   * The tick or ticks that filled the changed rooms.
   *
   * @param seconds the time in ticks, without that of idle ticks
   * @param waited seconds from the change to the last queue, including the wait for the tick
   */
  private record Tick(double seconds, double waited) {}

  /** Changes a taste in each of the rooms, and waits until they are filled. */
  private Tick tick(Dataset world, ServiceMeter meter, int rooms) {
    awaitTick(meter);
    double sum = meter.meter("roomtone_tick_seconds_sum", "");
    double count = meter.meter("roomtone_tick_seconds_count", "");
    awaitTick(meter);
    double idle =
        (meter.meter("roomtone_tick_seconds_sum", "") - sum)
            / Math.max(1, meter.meter("roomtone_tick_seconds_count", "") - count);
    sum = meter.meter("roomtone_tick_seconds_sum", "");
    count = meter.meter("roomtone_tick_seconds_count", "");
    long start = System.nanoTime();
    world.update(
        """
        with moved as (
          update public.profiles set preference_vector = extensions.l2_normalize(
            array[random() ^ 3 + 0.001, random() ^ 3, random() ^ 3, random() ^ 3, random() ^ 3]::real[]::extensions.vector)
          where id in (select md5('user' || n)::uuid from generate_series(1, %1$d) n)
        )
        insert into roomtone.room_changes (player_id) select md5('player' || n %% %2$d + 1)::uuid from generate_series(1, %1$d) n
        """
            .formatted(rooms, world.size().players()));
    world.awaitZero(
        PATIENCE, "select count(*) from (select from roomtone.room_changes limit 1) marks");
    double waited = (System.nanoTime() - start) / 1e9;
    awaitTick(meter);
    double ticks = meter.meter("roomtone_tick_seconds_count", "") - count;
    double seconds = meter.meter("roomtone_tick_seconds_sum", "") - sum;
    return new Tick(Math.max(1e-4, seconds - idle * (ticks - 1)), waited);
  }

  /** Waits until a tick has ended. */
  private static void awaitTick(ServiceMeter meter) {
    double before = meter.meter("roomtone_tick_seconds_count", "");
    Await.until(
        "a tick ends", PATIENCE, () -> meter.meter("roomtone_tick_seconds_count", "") > before);
  }
}
