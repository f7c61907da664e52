package roomtone.bench.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import roomtone.local.testing.Chromium;

/**
 * {@code ./dev screenshots [DIR]}: pictures of the three pages for the documents, taken of the demo
 * with five listeners.
 */
public final class Screenshots {

  /** The pictures are kept with the sources. */
  private static final long MAX_BYTES = 3_000_000;

  private final RunningDemo demo;
  private final Chromium chromium;
  private final Album album;

  private Screenshots(RunningDemo demo, Chromium chromium, Album album) {
    this.demo = demo;
    this.chromium = chromium;
    this.album = album;
  }

  /**
   * Takes the pictures.
   *
   * @param arguments the folder for them; it is made if it is missing
   */
  public static void main(String[] arguments) throws IOException {
    Logger.getLogger("").setLevel(Level.WARNING);
    Path folder = Path.of(arguments[0]);
    Album album = new Album(folder);
    try (RunningDemo demo = new RunningDemo();
        Chromium chromium = new Chromium()) {
      new Screenshots(demo, chromium, album).takeAll();
    } catch (IOException | InterruptedException | RuntimeException e) {
      e.printStackTrace(System.err);
      // What was started would keep the process alive.
      System.exit(1);
    }
    System.out.printf(Locale.ROOT, "%s: %,d KB of pictures%n", folder, album.bytes() / 1000);
    if (album.bytes() > MAX_BYTES) {
      System.err.printf(Locale.ROOT, "more than the %,d KB that are kept%n", MAX_BYTES / 1000);
      System.exit(1);
    }
    System.exit(0);
  }

  private void takeAll() throws IOException {
    demo.addRoom("Reading room", "reading-room");
    List.of("rain", "rain", "sea_waves", "crackling_fire").forEach(demo::guest);
    listener();
    player();
    admin();
  }

  private void listener() throws IOException {
    try (BrowserContext guest = chromium.visitor(Phone.options())) {
      Page page = guest.newPage();
      page.navigate(Visit.LISTENER.url(demo));
      Visit.press(page, "Rain");
      page.getByText("Of 5+ people").waitFor();
      page.getByText("Rain it is. Thank you!").waitFor(Visit.hidden());
      album.take(page, "listener-room");
      page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("much more of it"))
          .last()
          .click();
      Locator effect = page.getByText("What your vote did");
      effect.waitFor();
      page.getByText(". Thank you!").first().waitFor(Visit.hidden());
      album.take(page, "listener-effect", Optional.of(effect));
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Taste")).click();
      page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Your votes")).waitFor();
      album.take(page, "listener-taste");
    }
  }

  private void player() throws IOException {
    try (BrowserContext device = chromium.visitor(Phone.options())) {
      Page page = device.newPage();
      page.navigate(Visit.PLAYER.url(demo));
      Visit.useToken(page);
      page.setViewportSize(1280, 800);
      page.getByText("Scan to join").waitFor();
      album.take(page, "player-room");
    }
  }

  private void admin() throws IOException {
    try (BrowserContext staff = chromium.visitor(Phone.options())) {
      Page page = staff.newPage();
      page.navigate(Visit.ADMIN.url(demo));
      Visit.signIn(page);
      page.getByText("Reading room has no device yet").waitFor();
      album.take(page, "admin-overview");
      String song = demo.songId("Lighthouse");
      demo.analyse(song);
      page.navigate(demo.manager() + "/admin/songs/" + song);
      page.getByText("What it sounds like").waitFor();
      page.getByRole(
              AriaRole.IMG,
              new Page.GetByRoleOptions().setName("Loudness over the time of the recording"))
          .waitFor();
      album.take(page, "admin-song");
      page.navigate(demo.manager() + "/admin/players/" + demo.gardenId());
      page.getByText("Plays now").first().waitFor();
      album.take(page, "admin-room");
    }
  }
}
