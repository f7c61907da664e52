package roomtone.acceptance.observability;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalService;

/** The running services show the documented meters and no others, with right values. */
class ObservedLoopTest {

  private static final Duration SOON = Duration.ofSeconds(15);

  private static ObservedSystem observed;

  @BeforeAll
  static void start() {
    observed = new ObservedSystem();
    observed.runLoop();
  }

  @AfterAll
  static void stop() {
    if (observed != null) {
      observed.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Brain", "Manager"})
  void a_service_shows_each_documented_meter_and_no_other_of_roomtone(String service) {
    Set<String> documented =
        DocumentedMeter.all().stream()
            .filter(
                meter ->
                    meter.section().equals(service)
                        || meter.section().equals(DocumentedMeter.SHARED))
            .flatMap(meter -> meter.series().stream())
            .collect(toCollection(TreeSet::new));
    assertTrue(documented.size() > 15, () -> "the document was read: " + documented);
    Await.value(
        "the meters of the " + service,
        SOON,
        () -> {
          Set<String> shown = Metrics.of(service(service)).names();
          shown.removeIf(name -> !name.startsWith("roomtone_"));
          return shown;
        },
        documented::equals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Brain", "Manager"})
  void a_service_shows_the_documented_meters_of_libraries(String service) {
    Set<String> documented =
        DocumentedMeter.all().stream()
            .filter(meter -> meter.section().equals(DocumentedMeter.LIBRARIES))
            .flatMap(meter -> meter.series().stream())
            .collect(toCollection(TreeSet::new));
    assertFalse(documented.isEmpty());
    documented.removeAll(Metrics.of(service(service)).names());
    assertEquals(Set.of(), documented);
  }

  @ParameterizedTest
  @CsvSource({
    "Brain, votes_total, opinion=like, 1",
    "Brain, votes_total, opinion=neutral, 1",
    "Brain, votes_total, opinion=dislike, 1",
    "Brain, votes_waiting_listeners, , 0",
    "Brain, checkins_total, , 2",
    "Brain, sessions_expired_total, , 0",
    "Brain, presence_codes_total, outcome=right, 1",
    "Brain, presence_codes_total, outcome=wrong, 1",
    "Brain, presence_codes_total, outcome=throttled, 0",
    "Brain, plays_booked_total, , 1",
    "Brain, live_streams, , 1",
    "Brain, rooms_changed, , 0",
    "Brain, queue_rooms, , 1",
    "Brain, queue_rooms, entries=5, 1",
    "Brain, queue_fill_total, outcome=failed, 0",
    "Brain, tokens_rejected_total, reason=unreadable, 1",
    "Brain, tokens_rejected_total, reason=signature, 1",
    "Brain, tokens_rejected_total, , 2",
    "Brain, problems_total, problem=unauthorized, 2",
    "Brain, problems_total, problem=presence-code-wrong, 1",
    "Brain, problems_total, status=429, 0",
    "Manager, polls_total, answer=unknown, 1",
    "Manager, polls_total, answer=limited, 0",
    "Manager, devices_known, , 1",
    "Manager, snapshots_total, outcome=failed, 0",
    "Manager, heartbeats_total, outcome=failed, 0",
    "Manager, players_offline_total, , 0",
    "Manager, notifications_complete, , 1",
    "Manager, plays_total, result=recorded, 1",
    "Manager, plays_total, result=duplicate, 1",
    "Manager, plays_total, result=updated, 1",
    "Manager, plays_total, result=rejected, 1",
    "Manager, uploads_total, outcome=stored, 6",
    "Manager, uploads_total, outcome=refused, 1",
    "Manager, uploads_total, outcome=failed, 0",
    "Manager, uploads_analysis_seconds_count, outcome=whole, 6",
    "Manager, uploads_waiting, , 0",
    "Manager, storage_calls_seconds_count, operation=put, 6",
    "Manager, storage_calls_seconds_count, outcome=failed, 0",
    "Manager, staff_streams, , 0",
    "Manager, problems_total, problem=song-exists, 1",
    "Manager, tokens_rejected_total, , 0"
  })
  void a_meter_has_the_value_of_what_happened(
      String service, String name, String tag, double expected) {
    await(service, name, tag, value -> value == expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Brain, tick_seconds_count, , 1, 10000",
    "Brain, tick_seconds_sum, , 0.001, 60",
    "Brain, tick_lag_seconds, , 0, 10",
    "Brain, collectives_age_seconds, , 0, 45",
    "Brain, queue_age_seconds, , 0, 300",
    "Brain, queue_fill_total, outcome=changed, 1, 10000",
    "Manager, polls_total, answer=full, 1, 1000",
    "Manager, polls_total, answer=unchanged, 1, 1000",
    "Manager, snapshots_total, outcome=hit, 1, 1000",
    "Manager, snapshots_total, outcome=loaded, 1, 1000",
    "Manager, heartbeats_total, outcome=written, 1, 1000",
    "Manager, heartbeats_waiting, , 0, 1",
    "Manager, storage_calls_seconds_sum, operation=put, 0.001, 60"
  })
  void a_meter_is_within_what_is_possible(
      String service, String name, String tag, double least, double most) {
    await(service, name, tag, value -> value >= least && value <= most);
  }

  private static void await(String service, String name, String tag, DoublePredicate expected) {
    String[] tags = tag == null ? new String[0] : new String[] {tag.replace("=", "=\"") + "\""};
    Await.value(
        "roomtone_" + name + " " + tag,
        SOON,
        () -> Metrics.of(service(service)).value("roomtone_" + name, tags),
        expected::test);
  }

  @Test
  void a_line_of_the_log_is_json_and_has_the_id_of_its_request() {
    Await.until(
        "the line about the rejected play",
        SOON,
        () ->
            json(observed.system.manager()).stream()
                .filter(line -> line.getString("message").startsWith("play rejected"))
                .anyMatch(
                    line ->
                        ObservedSystem.REQUEST_ID.equals(line.getString("mdc.request_id"))
                            && "INFO".equals(line.getString("level"))
                            && line.getString("timestamp") != null
                            && line.getString("loggerName").startsWith("roomtone.manager")));
    assertFalse(json(observed.system.brain()).isEmpty());
  }

  @Test
  void nothing_is_sent_or_answered_about_traces_unless_they_are_switched_on() {
    assertFalse(
        observed
            .manager
            .poll(observed.device())
            .then()
            .statusCode(200)
            .extract()
            .headers()
            .hasHeaderWithName("traceparent"));
    assertEquals(List.of(), observed.collector.calls());
  }

  private static List<JsonPath> json(LocalService service) {
    return service.log().lines().filter(line -> line.startsWith("{")).map(JsonPath::new).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "Brain, /api/players",
    "Brain, /api/leaderboard",
    "Brain, /no-such-page",
    "Manager, /no-such-page",
    "Manager, /api/admin/songs"
  })
  void an_answer_has_the_id_that_the_request_gave_and_else_a_new_one(String service, String path) {
    String url = service(service).url() + path;
    assertEquals("A-1", idOf(url, "A-1"));
    for (String bad : List.of("two words", "x".repeat(65), "{\"a\":1}")) {
      assertNotEquals(bad, idOf(url, bad));
      assertEquals(36, idOf(url, bad).length());
    }
    String made = RestAssured.given().get(url).then().extract().header("X-Request-Id");
    assertEquals(made, UUID.fromString(made).toString());
  }

  private static String idOf(String url, String given) {
    return RestAssured.given()
        .header("X-Request-Id", given)
        .get(url)
        .then()
        .extract()
        .header("X-Request-Id");
  }

  private static LocalService service(String name) {
    return name.equals("Brain") ? observed.system.brain() : observed.system.manager();
  }
}
