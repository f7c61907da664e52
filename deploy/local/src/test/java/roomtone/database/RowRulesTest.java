package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Which rows are refused, and what triggers set in them. */
class RowRulesTest {

  private static final String OUT_OF_RANGE = "23514";
  private static final String TAKEN = "23505";

  private Fixtures fixtures;

  @BeforeEach
  void open() {
    fixtures = Fixtures.atEight();
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private String slug(String name) {
    return fixtures
        .manager()
        .text(
            "insert into public.players (name, token) values (?, ?) returning slug",
            name,
            "token " + Fixtures.nextId());
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
        fixtures.owner().column("select slug from public.players order by created_at");
    assertEquals(11, slugs.stream().distinct().count());
    assertTrue(slugs.contains("a-long-name-of-exactly-thirty-five-11"));
  }

  @Test
  void rooms_of_one_name_added_concurrently_get_different_slugs() {
    try (Sql one = fixtures.as("manager_service");
        Sql other = fixtures.as("manager_service")) {
      String insert = "insert into public.players (name, token) values ('Hall', ?) returning slug";
      one.execute("begin");
      assertEquals("hall", one.text(insert, "one"));
      var second = Background.start(() -> other.text(insert, "two"));
      Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() > 0);
      one.execute("commit");
      assertEquals("hall-2", Background.result(second));
    }
  }

  @Test
  void a_given_slug_is_kept_and_has_to_be_free_and_well_formed() {
    String insert = "insert into public.players (name, token, slug) values ('Hall', ?, ?)";
    fixtures.manager().update(insert, "one", "the-great-hall");
    assertEquals(TAKEN, fixtures.manager().sqlState(insert, "two", "the-great-hall"));
    for (String slug :
        List.of("ab", "Hall", "große", "a b", "x".repeat(41), UUID.randomUUID().toString())) {
      assertEquals(OUT_OF_RANGE, fixtures.manager().sqlState(insert, "two", slug), slug);
    }
  }

  @Test
  void renaming_a_room_keeps_its_links() {
    UUID room = fixtures.player("Hall");
    fixtures.manager().update("update public.players set name = 'Foyer' where id = ?", room);
    assertEquals(
        "hall", fixtures.owner().text("select slug from public.players where id = ?", room));
  }

  @Test
  void a_token_is_hashed_whoever_writes_it() {
    UUID room = fixtures.player("Hall");
    for (String write :
        List.of(
            "update public.players set token = 'secret' where id = ?",
            "update public.players set token = 'sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b' where id = ?")) {
      fixtures.manager().update(write, room);
      assertEquals(
          "sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
          fixtures.owner().text("select token from public.players where id = ?", room));
    }
    assertEquals(
        TAKEN,
        fixtures
            .manager()
            .sqlState("insert into public.players (name, token) values ('Foyer', 'secret')"));
  }

  @Test
  void signing_up_makes_a_profile_and_a_new_address_follows() {
    UUID anna = Fixtures.nextId();
    try (Sql auth = fixtures.as("supabase_auth_admin")) {
      auth.update("insert into auth.users (id, email) values (?, 'anna@example.org')", anna);
      String email = "select email from public.profiles where id = ?";
      assertEquals("anna@example.org", fixtures.owner().text(email, anna));
      auth.update("update auth.users set email = 'anna@example.net' where id = ?", anna);
      assertEquals("anna@example.net", fixtures.owner().text(email, anna));
      auth.update("update auth.users set email = null where id = ?", anna);
      assertNull(fixtures.owner().text(email, anna));
      UUID nobody = Fixtures.nextId();
      auth.update("insert into auth.users (id) values (?)", nobody);
      assertNull(fixtures.owner().text(email, nobody));
    }
  }

  @Test
  void signing_up_works_when_the_profile_cannot_be_inserted() {
    fixtures
        .owner()
        .execute(
            "alter table public.profiles add constraint broken check (email <> 'anna@example.org')");
    try (Sql auth = fixtures.as("supabase_auth_admin")) {
      UUID anna = Fixtures.nextId();
      auth.update("insert into auth.users (id, email) values (?, 'anna@example.org')", anna);
      assertEquals(0, fixtures.owner().integer("select count(*) from public.profiles"));
      fixtures.brain().update("insert into public.profiles (id) values (?)", anna);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[0,0,0,0,0]", "[1e-30,0,0,0,0]", "[1e30,0,0,0,0]"})
  void vectors_without_a_direction_are_refused_as_tastes_and_embeddings(String vector) {
    UUID anna = fixtures.listener();
    UUID rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    assertEquals(
        OUT_OF_RANGE,
        fixtures
            .brain()
            .sqlState(
                "update public.profiles set preference_vector = cast(? as extensions.vector) where id = ?",
                vector,
                anna));
    for (String column : List.of("embedding", "suggested_embedding")) {
      assertEquals(
          OUT_OF_RANGE,
          fixtures
              .manager()
              .sqlState(
                  "update public.songs set %s = cast(? as extensions.vector) where id = ?"
                      .formatted(column),
                  vector,
                  rain));
    }
  }

  @Test
  void a_survey_has_all_of_its_columns_or_none() {
    UUID anna = fixtures.listener();
    assertEquals(
        OUT_OF_RANGE,
        fixtures
            .brain()
            .sqlState(
                "update public.profiles set survey_vector = '[1,0,0,0,0]' where id = ?", anna));
    assertEquals(
        OUT_OF_RANGE,
        fixtures
            .brain()
            .sqlState(
                "update public.profiles set display_name = repeat('x', 51) where id = ?", anna));
  }

  @Test
  void every_player_has_its_collective_and_is_marked_for_the_next_tick() {
    UUID room = fixtures.player("Hall");
    assertEquals(
        1,
        fixtures
            .brain()
            .integer("select count(*) from roomtone.collectives where player_id = ?", room));
    assertEquals(
        1,
        fixtures
            .brain()
            .integer("select count(*) from roomtone.room_changes where player_id = ?", room));
  }

  @Test
  void a_room_is_marked_when_its_people_its_library_or_their_tastes_change() {
    UUID room = fixtures.player("Hall");
    UUID rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    UUID anna = fixtures.listener();
    marked(room, () -> fixtures.checkIn(anna, room));
    marked(room, () -> fixtures.taste(anna, 1, 0, 0, 0, 0));
    marked(null, () -> fixtures.taste(anna, 1, 0, 0, 0, 0));
    marked(null, () -> expire(anna, "2 hours"));
    marked(room, () -> expire(anna, "0"));
    marked(room, () -> fixtures.checkIn(anna, room));
    marked(room, () -> fixtures.library(room, rain));
    marked(
        room,
        () ->
            fixtures
                .brain()
                .update("update public.sessions set status = 'inactive' where user_id = ?", anna));
    marked(null, () -> fixtures.taste(anna, 0, 1, 0, 0, 0));
    marked(
        room,
        () ->
            fixtures
                .manager()
                .update("delete from public.player_library where player_id = ?", room));
    marked(room, () -> fixtures.queues().reportStart(room, rain));
  }

  /** Moves the end of a listener's session to a time from now. */
  private void expire(UUID listener, String fromNow) {
    fixtures
        .brain()
        .update(
            "update public.sessions set expires_at = roomtone.now() + cast(? as interval) where user_id = ? and status = 'active'",
            fromNow,
            listener);
  }

  private void marked(UUID room, Runnable change) {
    fixtures.brain().execute("delete from roomtone.room_changes");
    change.run();
    assertEquals(
        room == null ? List.of() : List.of(room.toString()),
        fixtures.brain().column("select distinct player_id from roomtone.room_changes"));
  }

  @Test
  void an_admin_reads_every_player_and_a_manager_their_own() {
    UUID lobby = fixtures.player("Lobby");
    UUID garden = fixtures.player("Garden");
    UUID admin = fixtures.listener();
    UUID manager = fixtures.listener();
    UUID guest = fixtures.listener();
    fixtures
        .manager()
        .update("insert into public.roles (user_id, role) values (?, 'admin')", admin);
    fixtures
        .manager()
        .update("insert into public.roles (user_id, role) values (?, 'manager')", manager);
    fixtures
        .manager()
        .update("update public.players set manager_id = ? where id = ?", manager, lobby);
    fixtures
        .manager()
        .update("update public.players set manager_id = ? where id = ?", guest, garden);
    String staff = "select roomtone.is_staff(?, ?)";
    assertTrue(fixtures.brain().bool(staff, admin, garden));
    assertTrue(fixtures.brain().bool(staff, manager, lobby));
    for (UUID[] other :
        new UUID[][] {
          {manager, garden}, {guest, garden}, {guest, lobby}, {null, lobby}, {manager, null}
        }) {
      assertEquals("f", fixtures.brain().text(staff, (Object[]) other));
    }
    fixtures.owner().update("delete from auth.users where id = ?", manager);
    assertNull(fixtures.owner().text("select manager_id from public.players where id = ?", lobby));
  }
}
