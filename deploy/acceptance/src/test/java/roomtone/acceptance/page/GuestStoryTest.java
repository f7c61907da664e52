package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;

/** Guests who scan the QR code of a room and vote. */
class GuestStoryTest {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static Room room;

  @BeforeAll
  static void start() {
    room = new Room();
  }

  @AfterAll
  static void stop() {
    if (room != null) {
      room.close();
    }
  }

  /** Lets nobody of one story count in the next. */
  @AfterEach
  void endSessions() {
    room.update(
        "update public.sessions set status = 'inactive', ended_at = roomtone.now(), end_reason = 'expired' where status = 'active'");
  }

  @Test
  void a_guest_votes_and_the_queue_follows() {
    try (Visitor guest = room.visitor(Screen.PHONE).opens(room.link())) {
      guest.reads(Room.NAME);
      guest.reads("Which do you like best?");
      guest.presses("Not now");
      Await.until("the whole queue", SOON, () -> ListenerPage.queue(guest).size() > 1);
      String wanted = ListenerPage.votesForTheLast(guest, "much more of it");
      guest.reads("What your vote did");
      guest.reads("What the room wants is shown from five people on");
      Await.until(
          "the song comes first of those that a vote may change",
          SOON,
          () ->
              room.queue().get(1).equals(wanted) && ListenerPage.queue(guest).equals(room.queue()));
      guest.presses("Undo");
      guest.reads("Taken back.");
      assertThat(
              guest.page().getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setChecked(true)))
          .hasCount(0);
      assertEquals(List.of(), guest.errors());
    }
  }

  @Test
  void five_guests_see_what_the_room_wants() {
    List<Visitor> guests =
        IntStream.range(0, 5).mapToObj(n -> room.visitor(Screen.PHONE).opens(room.link())).toList();
    try {
      guests.forEach(guest -> guest.presses("Sea waves"));
      Visitor last = guests.getLast();
      last.reads("Sea waves it is. Thank you!");
      last.section("What the room wants").getByText("Of 5+ people").waitFor();
      Await.until(
          "all follow the room",
          SOON,
          () -> guests.stream().allMatch(guest -> ListenerPage.queue(guest).equals(room.queue())));
    } finally {
      guests.forEach(Visitor::close);
    }
  }
}
