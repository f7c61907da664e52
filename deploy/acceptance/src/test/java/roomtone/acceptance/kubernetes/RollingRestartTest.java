package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Brain;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.TestSystem;

/**
 * Two processes of a service behind a proxy are replaced one after the other under load, with the
 * shutdown settings of their pods. The proxy notices by their readiness, as it would without a
 * cluster that tells it.
 */
@Tag("long")
class RollingRestartTest {

  private static final int CALLERS = 8;
  private static final int READERS = 4;

  /** How many requests at least must be answered while a process drains. */
  private static final int MEANINGFUL = 50;

  private static final Map<String, String> WITHOUT_LIMITS =
      Map.of(
          "ROOMTONE_LIMITS_PUBLIC_PER_MINUTE", "10000000",
          "ROOMTONE_LIMITS_PUBLIC_BURST", "10000000",
          "ROOMTONE_DEVICES_POLLS_PER_MINUTE", "1000000",
          "ROOMTONE_DEVICES_POLL_BURST", "1000000",
          "ROOMTONE_DEVICES_CALLS_PER_MINUTE", "1000000",
          "ROOMTONE_DEVICES_CALL_BURST", "1000000");

  private static TestSystem system;
  private static Room room;

  /** A process that can be started again on the same ports. */
  private static final class Pod {
    private final int port = Loopback.freePort();
    private final int management = Loopback.freePort();
    private final Function<Map<String, String>, LocalService> start;
    private final Map<String, String> environment = new HashMap<>(WITHOUT_LIMITS);
    private LocalService process;

    Pod(Part part, Function<Map<String, String>, LocalService> start) {
      this.start = start;
      Map<String, String> settings = part.in("production").settings();
      for (String name : List.of("QUARKUS_SHUTDOWN_DELAY", "QUARKUS_SHUTDOWN_TIMEOUT")) {
        environment.put(name, settings.get(name));
      }
      environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
      environment.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(management));
    }

    void start() {
      process = start.apply(environment);
    }
  }

  @BeforeAll
  static void open() {
    system = TestSystem.start();
    room = Room.in(system.database());
  }

  @AfterAll
  static void shut() {
    system.close();
  }

  @Test
  void listeners_lose_no_call_to_the_brain() {
    replaceUnderLoad(
        Part.BRAIN,
        system::startBrain,
        (proxy, load) -> {
          LocalAuth.Session listener = system.listener();
          new Brain(proxy).checkIn(listener.accessToken(), room.slug()).then().statusCode(201);
          load.call(
              CALLERS, List.of(() -> room.nowPlaying(proxy), () -> Room.renewal(proxy, listener)));
          load.follow(READERS, () -> room.events(proxy));
        });
  }

  @Test
  void devices_and_staff_lose_no_call_to_the_manager() {
    LocalAuth.Session admin = system.admin();
    replaceUnderLoad(
        Part.MANAGER,
        system::startManager,
        (proxy, load) -> {
          load.call(CALLERS, List.of(() -> room.poll(proxy), () -> room.report(proxy)));
          load.follow(READERS, () -> Room.playersForStaff(proxy, admin));
        });
  }

  private interface Traffic {
    void begin(String proxy, Load load);
  }

  private static void replaceUnderLoad(
      Part part, Function<Map<String, String>, LocalService> start, Traffic traffic) {
    List<Pod> pods = List.of(new Pod(part, start), new Pod(part, start));
    pods.forEach(Pod::start);
    Map<Integer, Integer> servers = new LinkedHashMap<>();
    pods.forEach(pod -> servers.put(pod.port, pod.management));
    try (HaProxy proxy = HaProxy.before(servers);
        Load load = new Load()) {
      traffic.begin(proxy.url(), load);
      for (Pod pod : pods) {
        awaitAnswers(load);
        replace(part, pod, load);
      }
      awaitAnswers(load);

      assertEquals(
          List.of(), load.failures(), load.failures().size() + " of " + load.answers() + " calls");
      assertTrue(load.streams() > READERS, "streams were opened again");
      System.out.printf(
          "%s: %d streams, %d of them cut%n", part, load.streams(), load.cutStreams());
    } finally {
      pods.forEach(pod -> pod.process.kill());
    }
  }

  private static void replace(Part part, Pod pod, Load load) {
    LocalService old = pod.process;
    Duration grace =
        Duration.ofSeconds(
            part.in("production").pods().getSpec().getTerminationGracePeriodSeconds());
    int before = load.answers();
    long signal = System.nanoTime();
    old.process().destroy();
    Await.until("the process ends before it would be killed", grace, old::hasEnded);
    Duration took = Duration.ofNanos(System.nanoTime() - signal);

    assertTrue(load.answers() - before > MEANINGFUL, "there was load meanwhile");
    assertFalse(
        old.log().contains("Timed out waiting for graceful shutdown"), "calls were cut off");
    System.out.printf(
        "%s drained in %d ms, %d calls meanwhile%n",
        part, took.toMillis(), load.answers() - before);
    pod.start();
  }

  private static void awaitAnswers(Load load) {
    int before = load.answers();
    Await.until("both processes are called", () -> load.answers() - before > 10 * MEANINGFUL);
  }
}
