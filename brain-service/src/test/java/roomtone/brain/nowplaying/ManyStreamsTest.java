package roomtone.brain.nowplaying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import roomtone.brain.player.Players;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.testing.StatementCounter;
import roomtone.limit.StreamLease;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;

/** The cost of many streams, and of streams that are not read or not closed. */
@QuarkusTest
class ManyStreamsTest extends BrainTest {

  private static final int CHANGES = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TestHTTPResource("/api/players/")
  URI base;

  @Inject LiveRooms live;
  @Inject Players players;
  @Inject MeterRegistry meters;

  @Test
  void the_statements_for_a_change_do_not_depend_on_the_number_of_streams() {
    int others = 99;
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN), fixtures.song(BrainFixtures.FIRE));
    List<Watcher> watchers = new ArrayList<>();
    try {
      watchers.add(new Watcher(room, true));
      long alone = changes(room, watchers);
      long arriving =
          StatementCounter.during(
              () -> {
                for (int i = 0; i < others; i++) {
                  watchers.add(new Watcher(room, true));
                }
                watchers.forEach(Watcher::awaitState);
              });
      assertEquals(others, arriving, "each asks which room is meant, and for nothing more");
      long together = changes(room, watchers);
      assertTrue(alone > 0, "nothing was counted");
      assertEquals(alone, together);
      assertEquals(0, StatementCounter.during(live::sendHeartbeats), "heartbeats ask for nothing");
    } finally {
      watchers.forEach(Watcher::close);
    }
    awaitNoStreams();
  }

  @Test
  void the_statements_of_a_refresh_do_not_depend_on_the_number_of_listeners() {
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN), fixtures.song(BrainFixtures.FIRE));
    List<Watcher> watchers = new ArrayList<>();
    try {
      watchers.add(new Watcher(room, true, insider(room).token()));
      long alone = changes(room, watchers);
      for (int i = 0; i < 50; i++) {
        Person person = fixtures.person();
        if (i % 2 == 0) {
          fixtures.checkIn(person, room);
        }
        watchers.add(new Watcher(room, true, person.token()));
      }
      assertEquals(alone, changes(room, watchers));
    } finally {
      watchers.forEach(Watcher::close);
    }
    awaitNoStreams();
  }

  @Test
  void a_caller_who_leaves_before_the_first_byte_frees_its_stream() throws SQLException {
    int many = 50;
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    List<Watcher> watchers = new ArrayList<>();
    try (Sql superuser = fixtures.database().sql("supabase_admin")) {
      superuser.execute("begin");
      superuser.execute("lock table public.players in access exclusive mode");
      for (int i = 0; i < many; i++) {
        watchers.add(new Watcher(room, false));
      }
      awaitStreams(many);
      watchers.forEach(Watcher::close);
      awaitStreams(0);
    }
    try (Watcher next = new Watcher(room, true)) {
      next.awaitState();
      awaitStreams(1);
    }
    awaitNoStreams();
  }

  @Test
  void a_caller_who_leaves_at_any_moment_frees_its_stream() {
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    for (int i = 0; i < 300; i++) {
      new Watcher(room, false).close();
    }
    awaitNoStreams();
  }

  @Test
  void a_caller_who_has_left_when_the_stream_begins_frees_its_stream() {
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    List<String> ends = new ArrayList<>();
    StreamLease stay = StreamLease.ofNobody();
    Multi<Optional<String>> stream =
        live.subscribe(() -> players.named(room.slug()), Locale.ENGLISH, Optional.empty(), stay);
    stay.end();
    stream
        .subscribe()
        .with(state -> {}, failure -> ends.add(failure.toString()), () -> ends.add("complete"));
    assertEquals(List.of("complete"), ends);
    assertEquals(0, StatementCounter.during(live::refresh), "no stream is open");
  }

  /** Waits until no stream is open and no room is refreshed. */
  private void awaitNoStreams() {
    awaitStreams(0);
    Await.until("no room is watched", TIMEOUT, () -> StatementCounter.during(live::refresh) == 0);
  }

  /** Waits until the brain has noticed that streams were closed. */
  private void awaitStreams(int open) {
    Await.until(
        open + " streams are open",
        TIMEOUT,
        () -> {
          live.sendHeartbeats();
          return meters.get("roomtone.live.streams").gauge().value() == open;
        });
  }

  @Test
  void a_slow_reader_delays_no_other_and_gets_the_newest_state() {
    Room room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    int changes = 400;
    try (Watcher lazy = new Watcher(room, false);
        Watcher keen = new Watcher(room, true)) {
      keen.awaitName(room.slug());
      // Long names soon fill the socket buffers of the slow reader.
      for (int i = 1; i <= changes; i++) {
        rename(room, i);
        live.refresh();
        keen.awaitName(name(i));
      }
      lazy.read();
      lazy.awaitName(name(changes));
      assertTrue(
          lazy.states() < changes, () -> "all " + lazy.states() + " states were kept for it");
    }
  }

  /** Changes a room several times, read by all subscribers; returns the number of statements. */
  private long changes(Room room, List<Watcher> watchers) {
    long statements = 0;
    watchers.forEach(Watcher::awaitState);
    for (int i = 0; i < CHANGES; i++) {
      int number = watchers.size() * 1000 + i;
      rename(room, number);
      statements += StatementCounter.during(live::refresh);
      watchers.forEach(watcher -> watcher.awaitName(name(number)));
    }
    return statements;
  }

  private void rename(Room room, int number) {
    fixtures.sql().update("update players set name = ? where id = ?", name(number), room.id());
  }

  private static String name(int number) {
    return number + "x".repeat(20_000);
  }

  /** A subscriber over a plain socket, which reads only when a test calls for it. */
  private final class Watcher implements AutoCloseable {

    private final Socket socket = new Socket();
    private final AtomicInteger states = new AtomicInteger();
    private volatile String last = "";

    Watcher(Room room, boolean reads) {
      this(room, reads, null);
    }

    /**
     * Subscribes.
     *
     * @param token null: as a stranger
     */
    Watcher(Room room, boolean reads, String token) {
      try {
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
        socket
            .getOutputStream()
            .write(
                "GET %s%s/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s\r\n"
                    .formatted(
                        base.getPath(),
                        room.slug(),
                        token == null ? "" : "Authorization: Bearer " + token + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (reads) {
        read();
      }
    }

    void read() {
      Thread.ofVirtual().start(this::readToTheEnd);
    }

    private void readToTheEnd() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        lines
            .lines()
            .filter(line -> line.startsWith("data:"))
            .forEach(
                line -> {
                  last = line;
                  states.incrementAndGet();
                });
      } catch (IOException | UncheckedIOException closed) {
        // Nobody reads any more.
      }
    }

    int states() {
      return states.get();
    }

    void awaitState() {
      Await.until("a state", TIMEOUT, () -> states() > 0);
    }

    void awaitName(String name) {
      Await.until("a state with the name", TIMEOUT, () -> last.contains("\"" + name + "\""));
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
