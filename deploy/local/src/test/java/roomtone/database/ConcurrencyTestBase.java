package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.Sql;

/** Four rooms with full queues and two listeners in each, for tests with several connections. */
abstract class ConcurrencyTestBase {

  static final String FILL = "select * from roomtone.queue_fill(?)";

  Fixtures fixtures;
  Queues queues;

  UUID[] songs;
  UUID[] rooms;

  List<UUID> people;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    queues = fixtures.queues();
    songs = new UUID[12];
    for (int i = 0; i < songs.length; i++) {
      songs[i] = fixtures.song("Song " + i, 1 + i, 12 - i, 0, 0, 0);
    }
    rooms = new UUID[4];
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = fixtures.player("Room " + i);
    }
    people = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      people.add(fixtures.listener(1 + i, 8 - i, 0, 0, 0));
      fixtures.checkIn(people.get(i), rooms[i % rooms.length]);
    }
    queues.fill(rooms);
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  /** The queues with a gap between positions or more than five entries, in one statement. */
  static List<String> gaps(Sql sql) {
    return sql.column(
        """
        select player_id || ': ' || string_agg(position::text, ' ' order by position)
        from public.player_queue group by player_id
        having max(position) <> count(*) or min(position) <> 1 or count(*) > 5
        """);
  }

  /** Waits for the end of the work; meanwhile no queue may have a gap between its positions. */
  void assertNoGapsDuring(List<CompletableFuture<Void>> work) {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> watch =
        Background.start(
            () -> {
              int looks = 0;
              try (Sql sql = fixtures.as("postgres")) {
                while (!over.get()) {
                  assertEquals(List.of(), gaps(sql));
                  looks++;
                }
              }
              return looks;
            });
    work.forEach(Background::result);
    over.set(true);
    assertTrue(Background.result(watch) > 0);
  }

  /** Repeats work in another thread with a connection of its own. */
  CompletableFuture<Void> worker(String role, int times, Consumer<Sql> work) {
    return Background.start(
        () -> {
          try (Sql sql = fixtures.as(role)) {
            for (int i = 0; i < times; i++) {
              work.accept(sql);
            }
          }
          return null;
        });
  }
}
