package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;

/** Entries that are dropped while others write to the same queues. */
class ConcurrentDropTest extends ConcurrencyTestBase {

  @Test
  void an_entry_that_a_brain_drops_while_a_manager_waits_is_dropped_once() {
    UUID entry =
        fixtures
            .owner()
            .uuid(
                "select id from public.player_queue where player_id = ? and position = 1",
                rooms[0]);
    UUID song =
        fixtures.owner().uuid("select song_id from public.player_queue where id = ?", entry);
    try (Sql brain = fixtures.as("brain_service")) {
      brain.execute("begin");
      fixtures.archive(song);
      brain.rows(FILL, (Object) rooms);
      var advance = Background.start(() -> queues.topUp(rooms[0]));
      Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() > 0);
      brain.execute("commit");
      assertEquals("filled", Background.result(advance).result());
    }
    assertEquals(
        List.of("1"),
        fixtures
            .owner()
            .column("select position from roomtone.dropped_entries where queue_id = ?", entry));
    assertEquals(List.of(), gaps(fixtures.owner()));
  }

  @Test
  void archiving_and_library_changes_leave_no_gaps_in_queues_that_others_write() {
    Random chance = new Random(12);
    fixtures.library(rooms[1], songs);
    List<CompletableFuture<Void>> work = new ArrayList<>();
    work.add(worker("brain_service", 40, sql -> sql.rows(FILL, (Object) rooms)));
    work.add(
        worker(
            "manager_service",
            40,
            sql -> {
              UUID song = songs[chance.nextInt(songs.length)];
              sql.execute("begin");
              sql.update(
                  "update public.songs set archived_at = case when archived_at is null then roomtone.now() end where id = ?",
                  song);
              for (UUID room : rooms) {
                sql.rows("select * from roomtone.queue_advance(?)", room);
              }
              sql.execute("commit");
            }));
    work.add(
        worker(
            "manager_service",
            40,
            sql -> {
              UUID song = songs[chance.nextInt(songs.length)];
              sql.execute("begin");
              if (sql.update(
                      "delete from public.player_library where player_id = ? and song_id = ?",
                      rooms[1],
                      song)
                  == 0) {
                sql.update(
                    "insert into public.player_library (player_id, song_id) values (?, ?)",
                    rooms[1],
                    song);
              }
              sql.rows("select * from roomtone.queue_advance(?)", rooms[1]);
              sql.execute("commit");
            }));
    work.add(
        worker(
            "manager_service",
            60,
            sql -> {
              UUID room = rooms[chance.nextInt(rooms.length)];
              sql.rows(
                  """
                  select a.* from (
                    select e.id, e.song_id from (
                      select id, song_id, position from public.player_queue where player_id = ?
                    ) e order by random() limit 1
                  ) q
                  cross join lateral roomtone.queue_advance(?, gen_random_uuid(), q.song_id, q.id, roomtone.now() + random() * interval '10 s') a
                  """,
                  room,
                  room);
            }));
    assertNoGapsDuring(work);
    queues.fill(rooms);
    assertEquals(List.of(), gaps(fixtures.owner()));
    assertEquals(
        0,
        fixtures
            .owner()
            .integer(
                """
                select count(*) from public.player_queue q join public.songs s on s.id = q.song_id
                where s.archived_at is not null
                  or q.player_id = ? and exists (select from public.player_library where player_id = q.player_id)
                    and not exists (select from public.player_library l where l.player_id = q.player_id and l.song_id = q.song_id)
                """,
                rooms[1]));
  }
}
