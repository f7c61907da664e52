package roomtone.manager.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.MovableClock;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** The JSON of an answer is kept and completed each time that it is sent. */
@QuarkusTest
@QuarkusTestResource(World.class)
class PollAnswersTest {

  World world;
  @Inject ObjectMapper mapper;
  @Inject MovableClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private static ValidatableResponse poll(Room room) {
    return device(room.token()).get("/api/player/poll").then().statusCode(200);
  }

  /** Polls until the answer comes from the cache. */
  private static ValidatableResponse pollOften(Room room) {
    poll(room);
    poll(room);
    return poll(room);
  }

  @Test
  void the_body_is_byte_for_byte_the_json_of_the_described_record() throws IOException {
    Room room = world.roomWith(world.admin(), "Odd names", 2);
    String odd = "\"Größe\" \\ 🌧 \u2028 </script>";
    world.sql().update("update public.players set name = ? where id = ?", odd, room.id());
    Await.until(
        "the poll shows the name",
        () -> poll(room).extract().<String>path("player.name").equals(odd));
    for (int i = 0; i < 3; i++) {
      byte[] body = poll(room).contentType("application/json").extract().asByteArray();
      PollAnswer answer = mapper.readValue(body, PollAnswer.class);
      assertEquals(new String(mapper.writeValueAsBytes(answer), UTF_8), new String(body, UTF_8));
    }
  }

  @Test
  void each_answer_has_its_own_time_and_interval() {
    Room room = world.roomWith(world.admin(), "Told twice", 1);
    clock.set(Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS));
    Instant before = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ValidatableResponse first = poll(room);
    clock.advance(Duration.ofSeconds(70));
    poll(room);
    ValidatableResponse second = poll(room);
    assertEquals(first.extract().<Object>path("next"), second.extract().<Object>path("next"));
    assertFalse(time(first).isBefore(before));
    assertFalse(time(second).isBefore(before.plusSeconds(70)));
    for (ValidatableResponse answer : List.of(first, second)) {
      assertEquals(
          answer.extract().header("Roomtone-Poll-After"),
          String.valueOf(answer.extract().<Float>path("poll_after_seconds")));
    }
  }

  private static Instant time(ValidatableResponse answer) {
    return Instant.parse(answer.extract().path("server_time"));
  }

  @Test
  void a_kept_body_is_not_sent_for_another_state() {
    Room room = world.roomWith(world.admin(), "Before", 2);
    Instant hour = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS);
    clock.set(hour);
    List<String> addresses = pollOften(room).extract().path("next.url");
    as(world.admin())
        .contentType("application/json")
        .body(
            "{\"name\": \"After\", \"timezone\": \"UTC\", \"opening_hours\": {\"%s\": [[\"%s:30\", \"%s:40\"]]}}"
                .formatted(day(hour), hour(hour), hour(hour)))
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
    pollOften(room)
        .body("player.name", equalTo("After"))
        .body("player.open", equalTo(false))
        .body("next.url", equalTo(addresses));
    clock.set(hour.plus(Duration.ofMinutes(35)));
    pollOften(room).body("player.open", equalTo(true)).body("next.url", equalTo(addresses));
    clock.set(hour.plus(Duration.ofMinutes(65)));
    ValidatableResponse later = pollOften(room).body("player.open", equalTo(false));
    assertNotEquals(addresses, later.extract().<List<String>>path("next.url"));
  }

  private static String day(Instant at) {
    return at.atZone(ZoneOffset.UTC).getDayOfWeek().name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static String hour(Instant at) {
    return "%02d".formatted(at.atZone(ZoneOffset.UTC).getHour());
  }
}
