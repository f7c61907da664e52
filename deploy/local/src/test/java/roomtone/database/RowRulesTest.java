package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows may hold, and what the database makes of them by itself. */
class RowRulesTest {

  private static final String OUT_OF_RANGE = "23514";
  private static final String TAKEN = "23505";

  private Scene scene;

  @BeforeEach
  void open() {
    scene = Scene.open();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private String slug(String name) {
    return scene
        .manager()
        .text(
            "insert into public.players (name, token) values (?, ?) returning slug",
            name,
            "token " + scene.nextId());
  }

  @ParameterizedTest
  @CsvSource({
    "The Lobby, the-lobby",
    "'  --Ground  Floor!! ', ground-floor",
    "x, room-x",
    "é, room",
    "'', room",
    "A B, a-b",
    "CAFÉ 24, caf-24",
    "123e4567-e89b-12d3-a456-426614174000, 123e4567-e89b-12d3-a456-42661417400",
    "a name that is a good deal longer than a slug may be, a-name-that-is-a-good-deal-longer-t"
  })
  void a_slug_is_made_of_the_name(String name, String slug) {
    assertEquals(slug, slug(name));
  }

  @Test
  void rooms_of_one_name_are_numbered() {
    for (int i = 0; i < 11; i++) {
      slug("A long name of exactly thirty-five!");
    }
    List<String> slugs =
        scene.owner().column("select slug from public.players order by created_at");
    assertEquals(11, slugs.stream().distinct().count());
    assertTrue(slugs.contains("a-long-name-of-exactly-thirty-five-11"));
  }

  @Test
  void rooms_of_one_name_made_at_once_do_not_meet_on_one_slug() {
    try (Sql one = scene.as("manager_service");
        Sql other = scene.as("manager_service")) {
      String insert = "insert into public.players (name, token) values ('Hall', ?) returning slug";
      one.script("begin");
      assertEquals("hall", one.text(insert, "one"));
      var second = Waiting.beside(() -> other.text(insert, "two"));
      Waiting.until(scene::somebodyWaits);
      one.script("commit");
      assertEquals("hall-2", Waiting.result(second));
    }
  }

  @Test
  void a_slug_of_ones_own_is_kept_and_must_be_free_and_well_formed() {
    String insert = "insert into public.players (name, token, slug) values ('Hall', ?, ?)";
    scene.manager().run(insert, "one", "the-great-hall");
    assertEquals(TAKEN, scene.manager().refusal(insert, "two", "the-great-hall"));
    for (String slug :
        List.of("ab", "Hall", "große", "a b", "x".repeat(41), UUID.randomUUID().toString())) {
      assertEquals(OUT_OF_RANGE, scene.manager().refusal(insert, "two", slug), slug);
    }
  }

  @Test
  void renaming_a_room_keeps_its_links() {
    UUID room = scene.room("Hall");
    scene.manager().run("update public.players set name = 'Foyer' where id = ?", room);
    assertEquals("hall", scene.owner().text("select slug from public.players where id = ?", room));
  }

  @Test
  void a_token_is_hashed_whoever_writes_it() {
    UUID room = scene.room("Hall");
    for (String write :
        List.of(
            "update public.players set token = 'secret' where id = ?",
            "update public.players set token = 'sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b' where id = ?")) {
      scene.manager().run(write, room);
      assertEquals(
          "sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
          scene.owner().text("select token from public.players where id = ?", room));
    }
    assertEquals(
        TAKEN,
        scene
            .manager()
            .refusal("insert into public.players (name, token) values ('Foyer', 'secret')"));
  }

  @Test
  void signing_up_makes_a_profile_and_a_new_address_follows() {
    UUID anna = scene.nextId();
    try (Sql auth = scene.as("supabase_auth_admin")) {
      auth.run("insert into auth.users (id, email) values (?, 'anna@example.org')", anna);
      String email = "select email from public.profiles where id = ?";
      assertEquals("anna@example.org", scene.owner().text(email, anna));
      auth.run("update auth.users set email = 'anna@example.net' where id = ?", anna);
      assertEquals("anna@example.net", scene.owner().text(email, anna));
      auth.run("update auth.users set email = null where id = ?", anna);
      assertNull(scene.owner().text(email, anna));
      UUID nobody = scene.nextId();
      auth.run("insert into auth.users (id) values (?)", nobody);
      assertNull(scene.owner().text(email, nobody));
    }
  }

  @Test
  void signing_up_works_whatever_becomes_of_the_profile() {
    scene
        .owner()
        .script(
            "alter table public.profiles add constraint broken check (email <> 'anna@example.org')");
    try (Sql auth = scene.as("supabase_auth_admin")) {
      UUID anna = scene.nextId();
      auth.run("insert into auth.users (id, email) values (?, 'anna@example.org')", anna);
      assertEquals(0, scene.owner().count("select count(*) from public.profiles"));
      scene.brain().run("insert into public.profiles (id) values (?)", anna);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[0,0,0,0,0]", "[1e-30,0,0,0,0]", "[1e30,0,0,0,0]"})
  void what_has_no_direction_is_no_taste_and_no_sound(String vector) {
    UUID anna = scene.listener();
    UUID rain = scene.song("Rain", 1, 0, 0, 0, 0);
    assertEquals(
        OUT_OF_RANGE,
        scene
            .brain()
            .refusal(
                "update public.profiles set preference_vector = cast(? as extensions.vector) where id = ?",
                vector,
                anna));
    for (String column : List.of("embedding", "suggested_embedding")) {
      assertEquals(
          OUT_OF_RANGE,
          scene
              .manager()
              .refusal(
                  "update public.songs set %s = cast(? as extensions.vector) where id = ?"
                      .formatted(column),
                  vector,
                  rain));
    }
  }

  @Test
  void a_survey_is_whole_or_absent() {
    UUID anna = scene.listener();
    assertEquals(
        OUT_OF_RANGE,
        scene
            .brain()
            .refusal(
                "update public.profiles set survey_vector = '[1,0,0,0,0]' where id = ?", anna));
    assertEquals(
        OUT_OF_RANGE,
        scene
            .brain()
            .refusal(
                "update public.profiles set display_name = repeat('x', 51) where id = ?", anna));
  }

  @Test
  void a_session_lasts_twelve_hours_at_most_whoever_writes_it() {
    UUID anna = scene.listener();
    String insert =
        "insert into public.sessions (user_id, checked_in_at, expires_at) values (?, ?, ?)";
    assertEquals(
        OUT_OF_RANGE,
        scene
            .brain()
            .refusal(
                insert, anna, scene.now(), scene.now().plus(Duration.ofHours(12)).plusSeconds(1)));
    assertEquals(
        OUT_OF_RANGE,
        scene.brain().refusal(insert, anna, scene.now(), scene.now().minusSeconds(1)));
  }

  @Test
  void every_player_has_its_collective_and_is_marked_for_the_next_tick() {
    UUID room = scene.room("Hall");
    assertEquals(
        1,
        scene.brain().count("select count(*) from roomtone.collectives where player_id = ?", room));
    assertEquals(
        1,
        scene
            .brain()
            .count("select count(*) from roomtone.room_changes where player_id = ?", room));
  }

  @Test
  void a_room_is_marked_when_its_people_its_library_or_their_tastes_change() {
    UUID room = scene.room("Hall");
    UUID rain = scene.song("Rain", 1, 0, 0, 0, 0);
    UUID anna = scene.listener();
    marked(room, () -> scene.checkIn(anna, room));
    marked(room, () -> scene.taste(anna, 1, 0, 0, 0, 0));
    marked(null, () -> scene.taste(anna, 1, 0, 0, 0, 0));
    marked(room, () -> scene.library(room, rain));
    marked(
        room,
        () ->
            scene
                .brain()
                .run("update public.sessions set status = 'ended' where user_id = ?", anna));
    marked(null, () -> scene.taste(anna, 0, 1, 0, 0, 0));
    marked(
        room,
        () -> scene.manager().run("delete from public.player_library where player_id = ?", room));
    marked(room, () -> scene.starts(room, rain));
  }

  private void marked(UUID room, Runnable change) {
    scene.brain().script("delete from roomtone.room_changes");
    change.run();
    assertEquals(
        room == null ? List.of() : List.of(room.toString()),
        scene.brain().column("select distinct player_id from roomtone.room_changes"));
  }

  @Test
  void an_admin_sees_into_every_player_and_a_manager_into_their_own() {
    UUID lobby = scene.room("Lobby");
    UUID garden = scene.room("Garden");
    UUID admin = scene.listener();
    UUID manager = scene.listener();
    UUID guest = scene.listener();
    scene.manager().run("insert into public.roles (user_id, role) values (?, 'admin')", admin);
    scene.manager().run("insert into public.roles (user_id, role) values (?, 'manager')", manager);
    scene.manager().run("update public.players set manager_id = ? where id = ?", manager, lobby);
    scene.manager().run("update public.players set manager_id = ? where id = ?", guest, garden);
    String staff = "select roomtone.is_staff(?, ?)";
    assertTrue(scene.brain().truth(staff, admin, garden));
    assertTrue(scene.brain().truth(staff, manager, lobby));
    for (UUID[] other :
        new UUID[][] {
          {manager, garden}, {guest, garden}, {guest, lobby}, {null, lobby}, {manager, null}
        }) {
      assertEquals("f", scene.brain().text(staff, (Object[]) other));
    }
    scene.owner().run("delete from auth.users where id = ?", manager);
    assertNull(scene.owner().text("select manager_id from public.players where id = ?", lobby));
  }
}
