package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Brains, managers and listeners at work on the same rooms at the same time. */
class QueueConcurrencyTest {

  private static final String FILL = "select * from roomtone.queue_fill(?)";

  private Scene scene;
  private UUID[] songs;
  private UUID[] rooms;
  private List<UUID> people;

  @BeforeEach
  void furnish() {
    scene = Scene.open();
    songs = new UUID[12];
    for (int i = 0; i < songs.length; i++) {
      songs[i] = scene.song("Song " + i, 1 + i, 12 - i, 0, 0, 0);
    }
    rooms = new UUID[4];
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = scene.room("Room " + i);
    }
    people = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      people.add(scene.listener(1 + i, 8 - i, 0, 0, 0));
      scene.checkIn(people.get(i), rooms[i % rooms.length]);
    }
    scene.fill(rooms);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** Positions of a room's queue, seen in one snapshot. */
  private static List<String> gaps(Sql sql) {
    return sql.column(
        """
        select player_id || ': ' || string_agg(position::text, ' ' order by position)
        from public.player_queue group by player_id
        having max(position) <> count(*) or min(position) <> 1 or count(*) > 5
        """);
  }

  /** Works beside the test with a connection of its own, as often as said. */
  private CompletableFuture<Void> worker(String role, int times, Consumer<Sql> work) {
    return Waiting.beside(
        () -> {
          try (Sql sql = scene.as(role)) {
            for (int i = 0; i < times; i++) {
              work.accept(sql);
            }
          }
          return null;
        });
  }

  @Test
  void brains_managers_and_listeners_never_lock_each_other_out() {
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
              sql.run(
                  "insert into public.sessions (user_id, player_id, expires_at) values (?, ?, roomtone.now() + interval '1 hour')",
                  person,
                  rooms[chance.nextInt(rooms.length)]);
              sql.run(
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
              sql.run("delete from public.votes where user_id = ?", person);
              sql.run("delete from public.sessions where user_id = ?", person);
            }));
    work.add(
        worker(
            "manager_service",
            30,
            sql ->
                sql.run(
                    "update public.songs set embedding = ?::extensions.vector where id = ?",
                    chance.nextInt(4) == 0 ? null : "[%d,1,0,0,1]".formatted(chance.nextInt(9)),
                    songs[chance.nextInt(songs.length)])));
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> watch =
        Waiting.beside(
            () -> {
              int looks = 0;
              try (Sql sql = scene.as("postgres")) {
                while (!over.get()) {
                  assertEquals(List.of(), gaps(sql));
                  looks++;
                }
              }
              return looks;
            });
    work.forEach(Waiting::result);
    over.set(true);
    assertTrue(Waiting.result(watch) > 0);
    scene.fill(rooms);
    assertEquals(List.of(), gaps(scene.owner()));
    assertEquals(
        20, scene.owner().count("select count(*) from public.player_queue"), "no entry is lost");
    assertEquals(
        0,
        scene
            .owner()
            .count(
                "select count(*) from public.songs_playing where advanced_at is not null and booked_at is null"),
        "every play is booked");
    List<List<String>> kept = sums();
    scene.owner().script("delete from roomtone.ledgers");
    scene.rebuild("roomtone.song_reputations");
    scene.rebuild("roomtone.ledger_bookings");
    assertEquals(sums(), kept, "running sums are what follows from the rows");
  }

  /** What was counted along, to what the order of adding up may change. */
  private List<List<String>> sums() {
    return scene
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
    try (Sql brain = scene.as("brain_service")) {
      brain.script("begin");
      scene.archive(songs[11]);
      brain.rows(FILL, (Object) rooms);
      var advance = Waiting.beside(() -> scene.starts(rooms[0], songs[0]));
      Waiting.until(scene::somebodyWaits);
      brain.script("commit");
      assertEquals("recorded", Waiting.result(advance).result());
    }
    assertEquals(List.of(), gaps(scene.owner()));
  }

  @Test
  void a_brain_passes_over_what_a_manager_holds() {
    try (Sql manager = scene.as("manager_service");
        Sql brain = scene.as("brain_service")) {
      manager.script("begin");
      manager.rows("select * from roomtone.queue_advance(?)", rooms[1]);
      assertEquals(
          List.of(rooms[0].toString(), rooms[2].toString(), rooms[3].toString()),
          brain.column("select player_id from roomtone.queue_fill(?) order by 1", (Object) rooms));
      manager.script("commit");
    }
  }

  @Test
  void a_brain_passes_over_marks_that_another_one_follows() {
    scene.owner().script("delete from roomtone.room_changes");
    scene.vote(people.getFirst(), rooms[0], songs[0], 5, 1);
    try (Sql first = scene.as("brain_service")) {
      first.script("begin");
      assertEquals(
          List.of(rooms[0].toString()),
          first.column("select player_id from roomtone.fill_changed_rooms(?)", (Object) rooms));
      scene.vote(people.getFirst(), rooms[1], songs[0], 5, 1);
      assertEquals(
          List.of(rooms[1].toString()),
          scene
              .brain()
              .column("select player_id from roomtone.fill_changed_rooms(?)", (Object) rooms));
      first.script("commit");
    }
    assertEquals(0, scene.owner().count("select count(*) from roomtone.room_changes"));
  }

  @Test
  void who_erases_their_session_while_a_play_is_booked_does_not_undo_the_fill() {
    scene.starts(rooms[0], songs[0]);
    try (Sql brain = scene.as("brain_service");
        Sql eraser = scene.as("brain_service")) {
      brain.script("begin");
      brain.rows(FILL, (Object) rooms);
      var erased =
          Waiting.beside(
              () -> eraser.run("delete from public.sessions where user_id = ?", people.getFirst()));
      Waiting.until(() -> erased.isDone() || scene.somebodyWaits());
      brain.script("commit");
      assertEquals(1, Waiting.result(erased));
    }
    assertEquals(
        0,
        scene
            .owner()
            .count(
                "select count(*) from public.songs_playing where advanced_at is not null and booked_at is null"));
    assertEquals(1, scene.owner().count("select count(*) from roomtone.ledger_bookings"));
    assertEquals(1, scene.owner().count("select count(*) from roomtone.ledgers"));
  }

  @Test
  void a_play_is_booked_without_those_who_are_being_erased() {
    scene.starts(rooms[0], songs[0]);
    try (Sql eraser = scene.as("brain_service")) {
      eraser.script("begin");
      eraser.run("delete from public.sessions where user_id = ?", people.getFirst());
      var fill = Waiting.beside(() -> scene.fill(rooms));
      Waiting.until(() -> fill.isDone() || scene.somebodyWaits());
      eraser.script("commit");
      assertEquals(4, Waiting.result(fill).size());
    }
    assertEquals(
        List.of(people.get(4).toString()),
        scene
            .owner()
            .column(
                "select s.user_id from roomtone.ledger_bookings b join public.sessions s on s.id = b.session_id"));
  }

  @Test
  void who_checks_in_again_while_a_play_is_booked_has_it_booked() {
    scene.starts(rooms[0], songs[0]);
    UUID again = scene.nextId();
    try (Sql listener = scene.as("brain_service")) {
      listener.script("begin");
      listener.run(
          "insert into public.sessions (id, user_id, player_id, expires_at) values (?, ?, ?, roomtone.now() + interval '1 hour')",
          again,
          people.getFirst(),
          rooms[0]);
      var fill = Waiting.beside(() -> scene.fill(rooms));
      Waiting.until(() -> fill.isDone() || scene.somebodyWaits());
      listener.script("commit");
      assertEquals(4, Waiting.result(fill).size());
    }
    assertBookedTo(again);
  }

  @Test
  void who_checks_in_again_when_a_play_has_just_been_booked_takes_it_along() {
    scene.starts(rooms[0], songs[0]);
    try (Sql brain = scene.as("brain_service")) {
      brain.script("begin");
      brain.rows(FILL, (Object) rooms);
      var again = Waiting.beside(() -> scene.checkIn(people.getFirst(), rooms[0]));
      Waiting.until(() -> again.isDone() || scene.somebodyWaits());
      brain.script("commit");
      assertBookedTo(Waiting.result(again));
    }
  }

  /** To that session and to the other one in the room. */
  private void assertBookedTo(UUID session) {
    for (String kept : List.of("roomtone.ledger_bookings", "roomtone.ledgers")) {
      assertEquals(
          2,
          scene.owner().count("select count(*) from " + kept),
          "no more than those who are there");
      assertEquals(
          1,
          scene.owner().count("select count(*) from " + kept + " where session_id = ?", session),
          kept);
    }
  }

  @Test
  void two_reports_of_one_play_at_once_are_one_play() {
    UUID play = scene.nextId();
    try (Sql one = scene.as("manager_service");
        Sql other = scene.as("manager_service")) {
      String report =
          "select result from roomtone.queue_advance(?, ?, ?, null, cast(? as timestamptz))";
      one.script("begin");
      assertEquals("recorded", one.text(report, rooms[0], play, songs[0], scene.now()));
      var second = Waiting.beside(() -> other.text(report, rooms[0], play, songs[0], scene.now()));
      Waiting.until(scene::somebodyWaits);
      one.script("commit");
      assertEquals("duplicate", Waiting.result(second));
    }
    assertEquals(1, scene.owner().count("select count(*) from public.songs_playing"));
  }

  @Test
  void changing_a_listeners_vote_at_once_from_two_sides_counts_both() {
    List<CompletableFuture<Void>> voters = new ArrayList<>();
    for (int voter = 0; voter < 4; voter++) {
      UUID person = people.get(voter);
      voters.add(
          worker(
              "brain_service",
              50,
              sql ->
                  sql.run(
                      "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, 5, ?, 0.5)",
                      person,
                      songs[0],
                      rooms[0])));
    }
    voters.forEach(Waiting::result);
    assertEquals(
        List.of("200", "100", "100"),
        scene
            .owner()
            .rows("select votes, sum_k, sum_kw from roomtone.song_reputations")
            .getFirst());
  }
}
