package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.Sound;

/** Uploads that do not go as planned. */
@Tag("long")
class AdminUploadsTest {

  private static final String ADMIN = "admin@example.com";

  /** The largest recording that the service takes, in bytes. */
  private static final long MAX_BYTES = 200L * 1024 * 1024;

  /** A file of this type that holds nothing else. */
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0};

  /** The analysis of a recording takes its time. */
  private static final double ANALYSIS_MILLIS = 60_000;

  private static Venue venue;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    venue = new Venue();
    venue.adminAccount(ADMIN);
  }

  @AfterAll
  static void stop() {
    if (venue != null) {
      venue.close();
    }
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path file(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private Path tooLarge(String name) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(MAX_BYTES + 1);
    }
    return file;
  }

  private static void waitsFor(Visitor visitor, String text) {
    visitor
        .page()
        .getByText(text)
        .first()
        .waitFor(new Locator.WaitForOptions().setTimeout(ANALYSIS_MILLIS));
  }

  @Test
  void what_is_no_recording_is_refused_in_words_and_the_rest_of_a_drop_goes_up()
      throws IOException {
    Path[] files = {
      file("notes.txt", "Milk and bread"),
      file("cover.png", PNG),
      file("cover.mp3", PNG),
      file("silence.wav", ""),
      tooLarge("concert.wav"),
      file("poem.mp3", "Not a sound in it, only a poem. ".repeat(100)),
      Sound.seven().getFirst().file()
    };
    try (Visitor admin = venue.staff(ADMIN)) {
      admin.opens(venue.panel("songs/upload")).reads("Drop files here");
      List<String> calls = AdminPanel.calls(admin);
      // Beside the area, where a browser would open the file.
      AdminPanel.drops(admin, "Upload recordings", files);
      waitsFor(admin, "All done: 1 song was added.");
      assertThat(AdminPanel.upload(admin, "notes.txt"))
          .containsText("This is no WAV, MP3, FLAC or OGG file.");
      assertThat(AdminPanel.upload(admin, "cover.png"))
          .containsText("This is no WAV, MP3, FLAC or OGG file.");
      assertThat(AdminPanel.upload(admin, "cover.mp3"))
          .containsText("The file has the name of a recording, but is something else.");
      assertThat(AdminPanel.upload(admin, "silence.wav")).containsText("The file is empty.");
      assertThat(AdminPanel.upload(admin, "concert.wav"))
          .containsText("The file is larger than 200 MB.");
      assertThat(AdminPanel.upload(admin, "poem.mp3")).containsText("WAV, MP3, FLAC or OGG Vorbis");
      List<String> sent = new ArrayList<>(calls);
      sent.removeIf(call -> !call.startsWith("POST"));
      assertEquals(List.of("POST /api/admin/songs", "POST /api/admin/songs"), sent);
      Accessibility.checkEverywhere(admin.page(), "files that were refused");
      Accessibility.checkLargeText(admin.page(), "files that were refused");
      assertEquals(List.of(), admin.errors());
    }
  }

  @Test
  void a_file_that_did_not_arrive_or_was_cancelled_is_sent_again() {
    Path sound = Sound.seven().get(1).file();
    String name = sound.getFileName().toString();
    try (Visitor admin = venue.staff(ADMIN)) {
      admin.opens(venue.panel("songs/upload")).reads("Drop files here");
      admin.context().setOffline(true);
      AdminPanel.drops(admin, "Drop files here", sound);
      admin.reads("No connection to the service. Check the network and try again.");
      admin.context().setOffline(false);
      // The next attempt is held back until one cancels it.
      admin.page().route("**/api/admin/songs", route -> {});
      admin.presses("Try again: " + name);
      admin.presses("Cancel: " + name);
      assertThat(AdminPanel.upload(admin, name)).containsText("Cancelled");
      admin.page().unroute("**/api/admin/songs");
      admin.presses("Try again: " + name);
      waitsFor(admin, "All done: 1 song was added.");
      admin.presses("Clear the list");
      assertThat(admin.section("Files")).hasCount(0);
      assertEquals(List.of(), admin.errors());
    }
  }
}
