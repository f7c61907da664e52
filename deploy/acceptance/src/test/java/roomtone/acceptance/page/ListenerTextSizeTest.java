package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing of the listener's views is lost with text at 200 %, also on the narrowest screen. */
@Tag("long")
class ListenerTextSizeTest {

  private static final List<Integer> WIDTHS = List.of(320, 360, 1280);

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

  @Test
  void all_views_can_be_read_with_text_at_200_percent() {
    try (Visitor guest = room.visitor(Screen.PHONE.in("de-AT")).opens(room.link())) {
      guest.reads("Was magst du am liebsten?");
      check(guest, "room, as it opens");
      guest.presses("Meereswellen");
      guest.reads("Danke!");
      guest.radio("mehr davon").click();
      guest.reads("Was deine Stimme bewirkt hat");
      guest.button("Rückgängig").waitFor();
      check(guest, "room, with what a vote did");
      guest.follows("Wünsche");
      guest.reads("Boat");
      check(guest, "wishes");
      guest.follows("Geschmack");
      guest.reads("Dein Geschmack");
      guest.page().getByText("Selbst einstellen").click();
      check(guest, "taste");
      guest.follows("Rangliste");
      check(guest, "board");
      guest.follows("Du");
      check(guest, "you");
      assertEquals(List.of(), guest.errors());
    }
  }

  private static void check(Visitor guest, String state) {
    Accessibility.checkLargeText(guest.page(), state, WIDTHS);
  }
}
