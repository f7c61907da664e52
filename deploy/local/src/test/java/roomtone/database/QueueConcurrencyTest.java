package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Brains, managers and listeners write to the same rooms at the same time. */
class QueueConcurrencyTest extends ConcurrencyTestBase {

  @Test
  void brains_managers_and_listeners_never_deadlock() {
    Random chance = new Random(11);
    List<CompletableFuture<Void>> work = new ArrayList<>();
    UUID[] backwards = new UUID[] {rooms[3], rooms[2], rooms[1], rooms[0]};
    work.add(worker("brain_service", 60, sql -> sql.rows(FILL, (Object) rooms)));
    work.add(worker("brain_service", 60, sql -> sql.rows(FILL, (Object) backwards)));
    for (UUID[] order : List.of(rooms, backwards)) {
      work.add(
          worker(
              "manager_service",
              40,
              sql -> {
                for (UUID room : order) {
                  sql.rows(
                      "select * from roomtone.queue_advance(?, gen_random_uuid(), ?, null, roomtone.now() + random() * interval '10 s')",
                      room,
                      songs[chance.nextInt(songs.length)]);
                }
              }));
    }
    work.add(
        worker(
            "brain_service",
            80,
            sql -> {
              UUID person = people.get(chance.nextInt(people.size()));
              sql.update(
                  "insert into public.sessions (user_id, player_id, expires_at) values (?, ?, roomtone.now() + interval '1 hour')",
                  person,
                  rooms[chance.nextInt(rooms.length)]);
              sql.update(
                  """
                  insert into public.votes (user_id, song_id, vote_value, player_id, weight)
                  select ?, id, 5, ?, 1 from public.songs order by random() limit 4
                  """,
                  person,
                  rooms[chance.nextInt(rooms.length)]);
            }));
    work.add(
        worker(
            "brain_service",
            30,
            sql -> {
              UUID person = people.get(chance.nextInt(people.size()));
              sql.update("delete from public.votes where user_id = ?", person);
              sql.update("delete from public.sessions where user_id = ?", person);
            }));
    work.add(
        worker(
            "manager_service",
            30,
            sql ->
                sql.update(
                    "update public.songs set embedding = ?::extensions.vector where id = ?",
                    chance.nextInt(4) == 0 ? null : "[%d,1,0,0,1]".formatted(chance.nextInt(9)),
                    songs[chance.nextInt(songs.length)])));
    assertNoGapsDuring(work);
    queues.fill(rooms);
    assertEquals(List.of(), gaps(fixtures.owner()));
    assertEquals(
        20,
        fixtures.owner().integer("select count(*) from public.player_queue"),
        "no entry is lost");
    assertEquals(
        0,
        fixtures
            .owner()
            .integer(
                "select count(*) from public.songs_playing where advanced_at is not null and booked_at is null"),
        "every play is booked");
    List<List<String>> kept = sums();
    fixtures.owner().execute("delete from roomtone.ledgers");
    fixtures.rebuild("roomtone.song_reputations");
    fixtures.rebuild("roomtone.ledger_bookings");
    assertEquals(sums(), kept, "running sums are what follows from the rows");
  }

  /** The running sums, without the digits that depend on the order of additions. */
  private List<List<String>> sums() {
    return fixtures
        .owner()
        .rows(
            """
            select player_id, song_id, votes, round(sum_k::numeric, 9), round(sum_kw::numeric, 9), direction from roomtone.song_reputations
            union all
            select player_id, session_id, null, round(balance::numeric, 9), null, null from roomtone.ledgers
            order by 1, 2
            """);
  }

  @Test
  void a_manager_waits_for_the_brain_and_sees_what_it_wrote() {
    try (Sql brain = fixtures.as("brain_service")) {
      brain.execute("begin");
      fixtures.archive(songs[11]);
      brain.rows(FILL, (Object) rooms);
      var advance = Background.start(() -> queues.reportStart(rooms[0], songs[0]));
      Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() > 0);
      brain.execute("commit");
      assertEquals("recorded", Background.result(advance).result());
    }
    assertEquals(List.of(), gaps(fixtures.owner()));
  }

  @Test
  void a_brain_skips_rooms_that_a_manager_has_locked() {
    try (Sql manager = fixtures.as("manager_service");
        Sql brain = fixtures.as("brain_service")) {
      manager.execute("begin");
      manager.rows("select * from roomtone.queue_advance(?)", rooms[1]);
      assertEquals(
          List.of(rooms[0].toString(), rooms[2].toString(), rooms[3].toString()),
          brain.column("select player_id from roomtone.queue_fill(?) order by 1", (Object) rooms));
      manager.execute("commit");
    }
  }

  @Test
  void a_brain_skips_room_changes_that_another_brain_has_locked() {
    fixtures.owner().execute("delete from roomtone.room_changes");
    fixtures.vote(people.getFirst(), rooms[0], songs[0], 5, 1);
    try (Sql first = fixtures.as("brain_service")) {
      first.execute("begin");
      assertEquals(
          List.of(rooms[0].toString()),
          first.column("select player_id from roomtone.fill_changed_rooms(?)", (Object) rooms));
      fixtures.vote(people.getFirst(), rooms[1], songs[0], 5, 1);
      assertEquals(
          List.of(rooms[1].toString()),
          fixtures
              .brain()
              .column("select player_id from roomtone.fill_changed_rooms(?)", (Object) rooms));
      first.execute("commit");
    }
    assertEquals(0, fixtures.owner().integer("select count(*) from roomtone.room_changes"));
  }

  @Test
  void two_concurrent_reports_of_one_play_make_one_play() {
    UUID play = Fixtures.nextId();
    try (Sql one = fixtures.as("manager_service");
        Sql other = fixtures.as("manager_service")) {
      String report =
          "select result from roomtone.queue_advance(?, ?, ?, null, cast(? as timestamptz))";
      one.execute("begin");
      assertEquals("recorded", one.text(report, rooms[0], play, songs[0], fixtures.now()));
      var second =
          Background.start(() -> other.text(report, rooms[0], play, songs[0], fixtures.now()));
      Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() > 0);
      one.execute("commit");
      assertEquals("duplicate", Background.result(second));
    }
    assertEquals(1, fixtures.owner().integer("select count(*) from public.songs_playing"));
  }
}
