package roomtone.manager.overview;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.anybody;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** What staff are told that needs their attention. */
@QuarkusTest
@QuarkusTestResource(World.class)
class OverviewResourceTest {

  World world;
  LocalAuth.Session admin;
  LocalAuth.Session manager;

  @BeforeEach
  void signIn() {
    admin = world.admin();
    manager = world.manager();
  }

  private static ValidatableResponse overview(LocalAuth.Session staff) {
    return as(staff).get("/api/admin/overview").then().statusCode(200);
  }

  /** A room of the manager, with a full queue, whose device polls. */
  private Room room(String name, int songs) {
    Room room = world.roomWith(admin, name, songs);
    set(room, "manager_id = '" + manager.userId() + "'");
    set(room, "status = 'online', last_poll = roomtone.now()");
    return room;
  }

  private void set(Room room, String change) {
    world.sql().update("update public.players set " + change + " where id = ?", room.id());
  }

  private List<UUID> library(Room room) {
    return world
        .sql()
        .column("select song_id from public.player_library where player_id = ?", room.id())
        .stream()
        .map(UUID::fromString)
        .toList();
  }

  private void fail(Room room, UUID song, int times) {
    try (Fixtures fixtures = Fixtures.in(world.database())) {
      for (int i = 1; i <= times; i++) {
        fixtures.pastPlay(room.id(), song, Duration.ofMinutes(i), "failed");
      }
    }
  }

  @Test
  void rooms_that_are_well_have_no_problems() {
    overview(manager)
        .body("players.total", equalTo(0))
        .body("problems", empty())
        .body("total", equalTo(0))
        .body("server_time", notNullValue());
    room("Well", 2);
    overview(manager)
        .body("players.total", equalTo(1))
        .body("players.online", equalTo(1))
        .body("songs", nullValue())
        .body("problems", empty());
  }

  @Test
  void each_player_counts_in_the_first_state_that_holds() {
    for (String state :
        List.of(
            "status = 'online'",
            "status = 'idle'",
            "status = 'playing'",
            "status = 'offline'",
            "status = 'offline', paused = true",
            "status = 'playing', paused = true, opening_hours = '{}'")) {
      set(room(state.replaceAll("[^a-z ]", ""), 1), state);
    }
    ValidatableResponse overview = overview(manager).body("players.total", equalTo(6));
    for (String state : List.of("online", "idle", "playing", "offline", "paused", "closed")) {
      overview.body("players." + state, equalTo(1));
    }
    overview.body("problems.kind", contains("player-offline"));
  }

  @Test
  void problems_come_in_the_order_of_their_urgency() {
    Room unseen = world.room(manager, "Unseen");
    Room failing = room("Failing", 6);
    fail(failing, library(failing).getFirst(), 1);
    Room starving = room("Starving", 6);
    world
        .sql()
        .update(
            "delete from public.player_queue where player_id = ? and position > 3", starving.id());
    Room offline = room("Offline", 2);
    set(offline, "status = 'offline'");
    Room without = room("Without songs", 1);
    as(admin).delete("/api/admin/songs/" + library(without).getFirst()).then().statusCode(204);
    overview(manager)
        .body(
            "problems.kind",
            contains(
                "no-playable-songs",
                "player-offline",
                "queue-starving",
                "song-failing",
                "player-never-seen"))
        .body(
            "problems.player_id",
            contains(
                without.id().toString(),
                offline.id().toString(),
                starving.id().toString(),
                failing.id().toString(),
                unseen.id().toString()))
        .body(
            "problems.player_name",
            contains("Without songs", "Offline", "Starving", "Failing", "Unseen"))
        .body("problems[1].since", notNullValue())
        .body("problems[2].count", equalTo(3))
        .body("problems[2].detail", containsString("3 of 5 entries"))
        .body("total", equalTo(5));
  }

  @Test
  void a_small_library_needs_no_five_entries_and_suspended_songs_do_not_count() {
    Room room = room("Small", 3);
    overview(manager).body("problems", empty());
    fail(room, library(room).getFirst(), 3);
    overview(manager)
        .body("problems.kind", contains("song-failing"))
        .body("problems[0].suspended", equalTo(true));
    world.sql().update("delete from public.player_queue where player_id = ?", room.id());
    overview(manager)
        .body("problems.kind", contains("queue-starving", "song-failing"))
        .body("problems[0].detail", containsString("0 of 2 entries"));
  }

  @Test
  void failed_plays_of_a_day_are_counted_by_room_and_song() {
    Room room = room("Failing", 3);
    List<UUID> songs = library(room);
    fail(room, songs.get(0), 2);
    fail(room, songs.get(1), 3);
    try (Fixtures fixtures = Fixtures.in(world.database())) {
      fixtures.pastPlay(room.id(), songs.get(2), Duration.ofHours(25), "failed");
      fixtures.pastPlay(room.id(), songs.get(2), Duration.ofHours(1), "skipped");
    }
    overview(manager)
        .body("problems.kind", contains("song-failing", "song-failing"))
        .body("problems.song_id", contains(songs.get(1).toString(), songs.get(0).toString()))
        .body("problems.count", contains(3, 2))
        .body("problems.suspended", contains(true, false))
        .body("problems.song_title", not(hasItem(nullValue())));
  }

  @Test
  void a_manager_sees_own_rooms_and_an_admin_all() {
    Room others = room("Theirs", 2);
    fail(others, library(others).getFirst(), 2);
    set(others, "status = 'offline', last_poll = now() + interval '1 minute'");
    LocalAuth.Session other = world.manager();
    overview(other).body("players.total", equalTo(0)).body("problems", empty());
    overview(admin)
        .body("problems.player_id", hasItem(others.id().toString()))
        .body(
            "players.total",
            equalTo(
                world
                    .sql()
                    .integer(
                        "select count(*)::int from public.players where archived_at is null")));
    as(admin).delete("/api/admin/players/" + others.id()).then().statusCode(204);
    overview(manager).body("players.total", equalTo(0)).body("problems", empty());
  }

  @Test
  void admins_see_the_figures_of_songs() {
    UUID silent = world.song(admin, "Silent");
    world
        .sql()
        .update(
            "update public.songs set loudness_lufs = null, updated_at = now(), suggested_embedding = '[1,0,0,0,0]', embedding = null, analysis = 'partial' where id = ?",
            silent);
    ValidatableResponse overview =
        overview(admin)
            .body(
                "problems.find { it.song_id == '%s' }.kind".formatted(silent),
                equalTo("song-silent-or-unreadable"))
            .body("problems.kind", hasItem("low-confidence"));
    for (List<String> figure :
        List.of(
            List.of("total", "true"),
            List.of("suggested", "suggested_embedding is not null"),
            List.of("without_embedding", "embedding is null"),
            List.of("partly_analysed", "analysis = 'partial'"))) {
      overview.body(
          "songs." + figure.get(0),
          equalTo(
              world
                  .sql()
                  .integer(
                      "select count(*)::int from public.songs where archived_at is null and "
                          + figure.get(1))));
    }
    as(admin).delete("/api/admin/songs/" + silent).then().statusCode(204);
    overview(admin).body("problems.song_id", not(hasItem(silent.toString())));
  }

  @Test
  void two_hundred_problems_are_listed_and_all_are_counted() {
    world
        .sql()
        .update(
            "insert into public.players (name, token, manager_id) select 'Many ' || n, gen_random_uuid(), ? from generate_series(1, 205) n",
            manager.userId());
    world.song(admin, "Something to play");
    overview(manager)
        .body("problems", hasSize(200))
        .body("total", equalTo(2 * 205))
        .body("players.total", equalTo(205));
    overview(admin).body("problems.size()", lessThanOrEqualTo(200));
    world.sql().update("delete from public.players where manager_id = ?", manager.userId());
  }

  @Test
  void listeners_and_strangers_may_not_call() throws Exception {
    LocalAuth.Session listener = world.listener();
    world.refused(() -> as(listener).get("/api/admin/overview"), 403, "forbidden");
    assertEquals(401, anybody().get("/api/admin/overview").statusCode());
    assertEquals(401, device("0".repeat(64)).get("/api/admin/overview").statusCode());
  }
}
