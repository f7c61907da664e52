package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A catalogue of 20,000 songs stays usable: however many there are, a view has one page of them.
 */
@Tag("long")
class AdminCatalogueTest {

  private static final String ADMIN = "admin@example.com";
  private static final int ROWS = 50;

  private static final String SONGS =
      """
      insert into public.songs (title, file_url, duration, embedding, embedding_source, sha256)
      select 'Sound ' || i, 'https://sounds.example.com/' || i || '.ogg', 60, '[0.5,0.1,0.1,0.2,0.1]', 'manual',
        encode(sha256(i::text::bytea), 'hex')
      from generate_series(1, 20000) i
      """;

  private static Locator rows(Visitor visitor) {
    return visitor.page().locator("tbody tr");
  }

  @Test
  void twenty_thousand_songs_are_searched_and_picked_page_by_page() {
    try (Venue venue = new Venue()) {
      venue.uploadSounds();
      venue.adminAccount(ADMIN);
      Venue.NewRoom room = venue.addRoom("Attic", "attic");
      venue.update(SONGS);
      try (Visitor admin = venue.staff(ADMIN)) {
        AdminPanel.goesTo(admin, "Songs");
        admin.reads("20,007 songs");
        assertThat(rows(admin)).hasCount(ROWS);
        admin.reads("Page 1 of 401");
        admin.field("Search in title and artist").fill("sound 1999");
        admin.reads("12 songs match");
        assertThat(rows(admin)).hasCount(12);

        admin.opens(venue.panel("players/" + room.id() + "/library"));
        admin.reads("20,007 songs match");
        assertThat(rows(admin)).hasCount(ROWS);
        admin.field("Search in title and artist").fill("sound");
        admin.reads("20,000 songs match");
        admin.presses("Add all 20,000 songs that match");
        admin.page().locator("rt-dialog button.primary").click();
        admin.reads("The library has 20,000 songs now.");
        assertThat(rows(admin)).hasCount(ROWS);
        admin.page().getByRole(AriaRole.CHECKBOX).nth(1).check();
        admin.presses("Take out");
        admin.reads("The library has 19,999 songs now.");
        assertThat(rows(admin)).hasCount(ROWS);
        assertEquals(List.of(), admin.errors());
      }
    }
  }
}
