package roomtone.brain.presence;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static roomtone.brain.testing.BrainFixtures.json;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** A test with a room that asks for codes. Each test calls from an address of its own. */
abstract class PresenceScenario extends BrainTest {

  static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  Room room;
  UUID song;
  Person person;
  String address;

  @BeforeEach
  void askForCodes() {
    fixtures.database().setClock(START);
    song = fixtures.song(BrainFixtures.RAIN);
    room = roomWithCodes();
    person = fixtures.person();
    address = newAddress();
  }

  Room roomWithCodes() {
    Room added = fixtures.room(song);
    fixtures.setPresence(added, "code");
    return added;
  }

  static String newAddress() {
    int n = ADDRESSES.incrementAndGet();
    return "10.20.%d.%d".formatted(n / 250, n % 250);
  }

  Response post(Person who, String path, Object body) {
    return as(who).header("X-Forwarded-For", address).body(body).post(path);
  }

  Response checkIn(Person who, Room where, String code) {
    return post(who, "/api/checkin", json("player_id", where.id(), "code", code));
  }

  Response checkIn(String code) {
    return checkIn(person, room, code);
  }

  /** A code of six digits that the room shows neither now nor showed before. */
  String wrongCode() {
    int right = Integer.parseInt(fixtures.code(room));
    int before =
        Integer.parseInt(
            fixtures
                .sql()
                .text(
                    "select roomtone.presence_code(secret, roomtone.now() - interval '5 minutes') from roomtone.presence_secrets where player_id = ?",
                    room.id()));
    int wrong = right;
    while (wrong == right || wrong == before) {
      wrong = (wrong + 1) % 1_000_000;
    }
    return "%06d".formatted(wrong);
  }

  int sessions() {
    return fixtures
        .sql()
        .integer(
            "select count(*) from sessions where player_id = ? and status = 'active'", room.id());
  }

  static void assertWrong(Response answer) {
    problem(answer.then(), 403, "presence-code-wrong");
  }

  /** Checks that a limit refuses a call for so many seconds. */
  static ValidatableResponse assertThrottled(Response answer, String slug, int seconds) {
    return problem(answer.then(), 429, slug)
        .header("Retry-After", Integer.toString(seconds))
        .body("retry_after_seconds", equalTo(seconds))
        .body(
            "detail",
            slug.startsWith("presence") ? endsWith(" in " + seconds + " s.") : endsWith("."));
  }
}
