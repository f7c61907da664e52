package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;

/** The spans from which changes of rooms follow come from the transaction and go to the fill. */
class TracedChangesTest {

  private static final String FIRST = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String SECOND = "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01";

  private Fixtures fixtures;
  private UUID lobby;
  private UUID garden;
  private UUID rain;
  private UUID anna;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    lobby = fixtures.player("Lobby");
    garden = fixtures.player("Garden");
    rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    anna = fixtures.listener();
    fill();
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private void voteWithin(UUID room, String traceparent) {
    fixtures.brain().execute("begin");
    fixtures.brain().rows("select set_config('roomtone.traceparent', ?, true)", traceparent);
    fixtures.vote(anna, room, rain, 5, 1);
    fixtures.brain().execute("commit");
  }

  private List<List<String>> fill(UUID... rooms) {
    return fixtures
        .brain()
        .rows(
            "select player_id, array_to_string(traceparents, ' ') from roomtone.fill_changed_rooms(?) order by player_id",
            (Object) (rooms.length == 0 ? new UUID[] {lobby, garden} : rooms));
  }

  private static List<String> row(UUID room, String traceparents) {
    return Arrays.asList(room.toString(), traceparents);
  }

  @Test
  void a_fill_names_the_spans_that_changed_each_room_once() {
    voteWithin(lobby, SECOND);
    voteWithin(lobby, FIRST);
    voteWithin(lobby, FIRST);
    fixtures.vote(anna, garden, rain, 5, 1);
    assertEquals(List.of(row(lobby, FIRST + " " + SECOND), row(garden, null)), fill());
    assertEquals(List.of(), fill());
  }

  @Test
  void a_span_is_named_for_its_transaction_alone() {
    voteWithin(lobby, FIRST);
    fixtures.vote(anna, garden, rain, 5, 1);
    assertEquals(List.of(row(garden, null)), fill(garden));
    assertEquals(List.of(row(lobby, FIRST)), fill(lobby));
  }
}
