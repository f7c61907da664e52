package roomtone.acceptance.page;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import roomtone.acceptance.Brain;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;

/** One more room of a system, whose device is a browser with the player's page. */
final class PlayerRoom {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** How long a soundscape plays by default. */
  static final Duration PLAY = Duration.ofMinutes(3);

  /** How long two songs sound together. */
  private static final Duration OVERLAP = Duration.ofSeconds(7);

  /**
   * A play as the database has it.
   *
   * @param startedAt milliseconds since 1970
   * @param endedAt milliseconds since 1970; null while it runs
   * @param outcome null while it runs
   */
  record Play(String title, long startedAt, Long endedAt, String outcome) {}

  private final Room house;
  private final String name;
  private final String slug;
  private final UUID id;
  private final String token;

  /**
   * Makes the room. No device has its token yet.
   *
   * @param name one word; in lower case it is the slug
   */
  PlayerRoom(Room house, String name) {
    this.house = house;
    this.name = name;
    slug = name.toLowerCase(Locale.ROOT);
    JsonPath created =
        house
            .manager()
            .createPlayer(house.admin(), name, slug)
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    id = UUID.fromString(created.getString("id"));
    token = created.getString("token");
  }

  String name() {
    return name;
  }

  UUID id() {
    return id;
  }

  /** The name that the database has now. */
  String currentName() {
    try (Sql owner = house.system.database().sql("postgres")) {
      return owner.text("select name from public.players where id = ?", id);
    }
  }

  /** The token that the room had first. */
  String token() {
    return token;
  }

  /** The link that listeners open. */
  String link() {
    return house.system.brain().url() + "/?player=" + slug;
  }

  /** A new browser that has opened the player's page. */
  Visitor browser() {
    return opens(house.visitor(Screen.DESKTOP));
  }

  /** Opens the player's page. */
  Visitor opens(Visitor browser) {
    return browser.opens(house.system.manager().url() + "/player/");
  }

  /** A new browser that has the token of this room. */
  Visitor browserWithToken() {
    Visitor browser = browser();
    enter(token, browser);
    return browser;
  }

  /** Enters a token by hand. */
  static void enter(String token, Visitor browser) {
    browser.page().getByLabel("Token", new Page.GetByLabelOptions().setExact(true)).fill(token);
    browser.presses("Use this token");
  }

  private RequestSpecification staff() {
    return given()
        .baseUri(house.system.manager().url())
        .auth()
        .oauth2(house.admin())
        .contentType(ContentType.JSON);
  }

  /** Changes settings of the room. */
  void change(Map<String, Object> values) {
    staff().body(values).patch("/api/admin/players/{id}", id).then().statusCode(200);
  }

  /** Pauses the room. */
  void pause() {
    staff().post("/api/admin/players/{id}/pause", id).then().statusCode(200);
  }

  /** Makes a new token, so that no other is valid any more. */
  String newToken() {
    return staff()
        .post("/api/admin/players/{id}/token", id)
        .then()
        .statusCode(200)
        .extract()
        .path("token");
  }

  /** Confirms the code that a device shows. */
  void confirm(String code) {
    staff()
        .body(Map.of("code", code))
        .post("/api/admin/players/{id}/pair", id)
        .then()
        .statusCode(204);
  }

  /** Lets the room play nothing but one song. */
  void setLibrary(String title) {
    String song =
        house.titles.entrySet().stream()
            .filter(entry -> entry.getValue().equals(title))
            .findFirst()
            .orElseThrow()
            .getKey();
    staff()
        .body(Map.of("song_ids", List.of(song)))
        .put("/api/admin/players/{id}/library", id)
        .then()
        .statusCode(200);
  }

  /** The title that listeners are told to be playing; null when nothing is. */
  String nowPlaying() {
    return new Brain(house.system.brain().url()).nowPlaying(slug).path("current.title");
  }

  /** The titles of the queue, in order. */
  List<String> queue() {
    try (Sql owner = house.system.database().sql("postgres")) {
      return owner.column(
          """
          select s.title from public.player_queue q join public.songs s on s.id = q.song_id
          where q.player_id = ? order by q.position
          """,
          id);
    }
  }

  /** All plays that were reported, the oldest first. */
  List<Play> plays() {
    try (Sql owner = house.system.database().sql("postgres")) {
      return owner
          .rows(
              """
              select s.title, round(extract(epoch from p.played_at) * 1000)::bigint,
                round(extract(epoch from p.ended_at) * 1000)::bigint, p.outcome
              from public.songs_playing p join public.songs s on s.id = p.song_id
              where p.player_id = ? order by p.played_at, p.id
              """,
              id)
          .stream()
          .map(
              row ->
                  new Play(
                      row.get(0),
                      Long.parseLong(row.get(1)),
                      row.get(2) == null ? null : Long.valueOf(row.get(2)),
                      row.get(3)))
          .toList();
    }
  }

  /** The titles of all plays that were reported, the oldest first. */
  List<String> played() {
    return plays().stream().map(Play::title).toList();
  }

  /** Waits until the page shows that a song plays, and returns its title. */
  String awaitSong(Visitor browser) {
    return awaitOther(browser, "");
  }

  /** Waits until the page shows that another song plays, and returns its title. */
  String awaitOther(Visitor browser, String before) {
    return awaitOther(browser, before, PATIENCE);
  }

  /** As {@link #awaitOther(Visitor, String)}, for as long as a song may last. */
  String awaitOther(Visitor browser, String before, Duration patience) {
    return Await.value(
        "a song plays that is not '%s'".formatted(before),
        patience,
        () -> heading(browser),
        title -> house.titles.containsValue(title) && !title.equals(before));
  }

  /** The main heading of the page: the title of what plays, or the state of the room. */
  private static String heading(Visitor browser) {
    return browser
        .page()
        .getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1))
        .innerText();
  }

  /**
   * Moves the clock of the page on until the next song is about to start, and returns by how much.
   * It moves in two steps, because the next song is made ready before its start.
   */
  static Duration untilNextSong(Visitor browser) {
    String left = browser.page().getByRole(AriaRole.TIMER).innerText();
    Matcher time = Pattern.compile("(\\d+):(\\d\\d) left").matcher(left);
    assertTrue(time.matches(), left);
    Duration first =
        Duration.ofMinutes(Long.parseLong(time.group(1)))
            .plusSeconds(Long.parseLong(time.group(2)))
            .minusSeconds(19);
    Duration second = Duration.ofSeconds(11);
    browser.page().clock().fastForward(first.toMillis());
    browser.page().clock().fastForward(second.toMillis());
    return first.plus(second);
  }

  /** Moves the clock of the page on, and waits as {@link #awaitAlone} does. */
  static void awaitEndOfFade(Visitor browser, String title) {
    browser.page().clock().fastForward(OVERLAP.toMillis());
    awaitAlone(browser, title);
  }

  /** Waits until a song plays alone: a reload interrupts the one that fades out. */
  static void awaitAlone(Visitor browser, String title) {
    browser.presses("Status");
    browser
        .page()
        .getByRole(AriaRole.DEFINITION)
        .getByText(title, new Locator.GetByTextOptions().setExact(true))
        .waitFor();
    browser.presses("Back to the room");
  }

  /** Waits until the page has all songs, so that it plays on without network. */
  void awaitSongsStored(Visitor browser) {
    browser.presses("Status");
    browser.reads("%1$d of %1$d".formatted(house.titles.size()));
    browser.presses("Back to the room");
  }

  /** Waits until the page itself can be opened without network. */
  static void awaitPageStored(Visitor browser) {
    browser.page().evaluate("() => navigator.serviceWorker.ready.then(() => true)");
  }

  /** How many of these plays have ended. */
  static long ended(List<Play> plays) {
    return plays.stream().filter(play -> play.endedAt() != null).count();
  }

  /**
   * Checks that each play but the last was played whole, and the next began before its end.
   *
   * @param length of each play
   */
  static void assertNoSilence(List<Play> plays, Duration length) {
    for (int i = 0; i < plays.size() - 1; i++) {
      Play play = plays.get(i);
      assertEquals("finished", play.outcome(), play.title());
      assertEquals(length.toMillis(), play.endedAt() - play.startedAt(), play.title());
      assertTrue(plays.get(i + 1).startedAt() <= play.endedAt(), () -> "no silence: " + plays);
    }
  }
}
