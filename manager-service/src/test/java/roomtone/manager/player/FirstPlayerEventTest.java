package roomtone.manager.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import roomtone.limit.StreamLease;
import roomtone.manager.World.Room;

/** The first event of a stream, which is sent on the event loop and must not ask the database. */
@QuarkusTest
class FirstPlayerEventTest extends PlayerEvents {

  @Inject Vertx vertx;

  @Test
  void a_stream_begins_without_players_and_shows_the_first_one() throws Exception {
    awaitOpen(0);
    live.refresh();
    world.sql().update("update public.players set archived_at = now() where archived_at is null");
    try (Stream stream = open(admin)) {
      assertEquals(List.of(), stream.next().getList("players"));
      try (Stream second = open(admin)) {
        assertEquals(List.of(), second.next().getList("players"));
      }
      Room room = world.room(admin, "The first");
      assertEquals(List.of(room.id().toString()), refreshed(stream, room).getList("players.id"));
    }
  }

  @Test
  void players_are_kept_for_a_stream_that_has_not_begun_yet() throws Exception {
    awaitOpen(0);
    Room room = world.room(admin, "Kept");
    StreamLease lease = StreamLease.ofNobody();
    Multi<Optional<PlayerStream.Event>> stream =
        live.watch(
            new PlayerStream.Watcher(admin.userId(), true, Instant.now().plusSeconds(3600)), lease);
    live.refresh();
    CompletableFuture<PlayerStream.Event> first = new CompletableFuture<>();
    vertx.runOnContext(
        loop ->
            stream
                .toUni()
                .subscribe()
                .with(event -> first.complete(event.orElseThrow()), first::completeExceptionally));
    try {
      assertTrue(
          first.get(10, TimeUnit.SECONDS).players().stream()
              .anyMatch(player -> player.id().equals(room.id())));
    } finally {
      lease.end();
    }
  }
}
