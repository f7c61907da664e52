package roomtone.local.demo;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.SongRow;
import roomtone.local.testing.Sql;

/**
 * What the demo does before there is a manager, and what it reads in the database. The rest is
 * tested with both services running, in the acceptance tests.
 */
class DemoLoaderTest {

  private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

  @TempDir Path home;

  private LocalDatabase db;
  private Sql owner;
  private LocalAuth auth;
  private ServiceClient services;
  private DemoDatabase demo;
  private DemoLoader loader;

  @BeforeEach
  void start() throws Exception {
    db = LocalDatabase.fresh();
    owner = db.sql("postgres");
    auth = LocalAuth.start(db);
    DemoContext context =
        new DemoContext(
            home,
            auth.url(),
            "sb_publishable_any",
            NOWHERE,
            NOWHERE,
            NOWHERE,
            db.dataSource("postgres"),
            line -> {});
    services = new ServiceClient(auth.url(), context.publishableKey(), NOWHERE);
    demo = new DemoDatabase(context.postgres());
    loader = new DemoLoader(demo, services, DemoSounds.render(List.of(), home), line -> {});
  }

  @AfterEach
  void stop() {
    services.close();
    auth.close();
    owner.close();
    db.close();
  }

  @Test
  void three_people_can_sign_in_and_one_of_them_is_an_admin() throws Exception {
    loader.loadPeople();

    UUID admin = auth.signIn("admin@example.org", "roomtone-demo").userId();
    auth.signIn("manager@example.org", "roomtone-demo");
    auth.signIn("listener@example.org", "roomtone-demo");
    assertEquals(
        List.of(admin + " admin"), owner.column("select user_id || ' ' || role from public.roles"));
  }

  @Test
  void the_installation_says_that_it_is_a_demo() throws Exception {
    assertEquals(List.of("f"), owner.column("select demo from roomtone.installation"));
    loader.loadPeople();
    assertEquals(List.of("t"), owner.column("select demo from roomtone.installation"));
  }

  @Test
  void a_second_start_adds_nobody_and_undoes_nothing() throws Exception {
    loader.loadPeople();
    UUID visitor = auth.signUp("visitor@example.org", "a password of my own").userId();
    owner.update("delete from public.roles");
    owner.update("insert into public.roles (user_id, role) values (?, 'admin')", visitor);
    owner.update(
        "update public.profiles set display_name = 'Ada' where email = 'listener@example.org'");

    loader.loadPeople();

    assertEquals(List.of("4"), owner.column("select count(*) from auth.users"));
    assertEquals(List.of(visitor.toString()), owner.column("select user_id from public.roles"));
    assertEquals(
        List.of("Ada"),
        owner.column(
            "select display_name from public.profiles where email = 'listener@example.org'"));
  }

  @Test
  void a_refused_sign_up_is_reported() {
    ServiceClient.UnsuccessfulCall refused =
        assertThrows(
            ServiceClient.UnsuccessfulCall.class, () -> services.signUp("admin@example.org", ""));
    assertTrue(refused.getMessage().startsWith("POST /auth/v1/signup was answered 4"));
  }

  @Test
  void the_devices_get_their_known_tokens_back_and_the_table_holds_the_hash() throws Exception {
    owner.update(
        "insert into public.players (name, slug, token) values ('Garden', 'garden', 'forgotten')");

    demo.setToken(DemoRoom.GARDEN);
    demo.setToken(DemoRoom.GARDEN);

    assertEquals(
        List.of("t"),
        owner.column(
            "select token = roomtone.hash_token('demo-token-garden') from public.players"));
  }

  @Test
  void a_token_that_is_right_is_not_written_again() throws Exception {
    owner.update(
        "insert into public.players (name, slug, token) values ('Lobby', 'lobby', 'demo-token-lobby')");
    List<String> version = owner.column("select xmin from public.players");
    demo.setToken(DemoRoom.LOBBY);
    assertEquals(version, owner.column("select xmin from public.players"));
  }

  @Test
  void a_garden_that_was_played_or_has_a_library_is_left_alone() throws Exception {
    assertFalse(demo.isUntouched(DemoRoom.GARDEN), "not there yet");
    UUID garden =
        owner.uuid(
            "insert into public.players (name, slug, token) values ('Garden', 'garden', 't') returning id");
    UUID song = SongRow.titled("Rain").insert(owner);
    assertTrue(demo.isUntouched(DemoRoom.GARDEN));

    owner.update(
        "insert into public.player_library (player_id, song_id) values (?, ?)", garden, song);
    assertFalse(demo.isUntouched(DemoRoom.GARDEN));

    owner.update("delete from public.player_library");
    owner.update(
        "insert into public.songs_playing (player_id, song_id) values (?, ?)", garden, song);
    assertFalse(demo.isUntouched(DemoRoom.GARDEN), "emptied by the visitor");
  }

  @Test
  void songs_and_rooms_that_the_visitor_archived_are_not_made_again() throws Exception {
    String hash = "0123456789abcdef".repeat(4);
    SongRow.titled("Rain").sha256(hash).archivedAt(Instant.now()).insert(owner);
    owner.update(
        "insert into public.players (name, slug, token, archived_at) values ('Lobby', 'lobby', 't', now())");

    assertTrue(demo.song(hash).isPresent());
    assertTrue(demo.player(DemoRoom.LOBBY).isPresent());
    assertEquals(Optional.empty(), demo.player(DemoRoom.GARDEN));
    assertEquals(Optional.empty(), demo.song("f".repeat(64)));
  }

  @Test
  void closing_while_it_waits_for_the_manager_takes_no_time() {
    Demo running =
        Demo.start(
            new DemoContext(
                home,
                auth.url(),
                "sb_publishable_any",
                NOWHERE,
                NOWHERE,
                NOWHERE,
                db.dataSource("postgres"),
                line -> {}));
    long before = System.nanoTime();
    assertDoesNotThrow(running::close);
    assertTrue(System.nanoTime() - before < 3_000_000_000L);
  }
}
