package roomtone.acceptance.kubernetes;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;

/**
 * A room with a song, and the requests that its guests, its device and staff send again and again.
 */
final class Room {

  private static final String TOKEN = "token-of-the-hall";

  private final UUID song;
  private final UUID play = UUID.randomUUID();
  private final Instant startedAt = Instant.now();

  private Room(UUID song) {
    this.song = song;
  }

  /** Adds the room to a database. */
  static Room in(LocalDatabase database) {
    try (Fixtures fixtures = Fixtures.in(database)) {
      UUID song = fixtures.song("Rain on the roof", 1, 0, 0, 0, 0);
      fixtures
          .owner()
          .update(
              "insert into public.players (name, slug, token) values ('Hall', 'hall', ?)", TOKEN);
      return new Room(song);
    }
  }

  String slug() {
    return "hall";
  }

  UUID song() {
    return song;
  }

  /** What strangers ask. */
  HttpRequest nowPlaying(String brain) {
    return to(brain, "/api/players/hall/now-playing").build();
  }

  /** An event stream of the room. */
  HttpRequest events(String brain) {
    return to(brain, "/api/players/hall/events").build();
  }

  /** Renews the session of somebody who is checked in. */
  static HttpRequest renewal(String brain, LocalAuth.Session listener) {
    return to(brain, "/api/session/renew")
        .header("Authorization", "Bearer " + listener.accessToken())
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString("{}"))
        .build();
  }

  /** What the device asks. */
  HttpRequest poll(String manager) {
    return to(manager, "/api/player/poll").header("X-API-Key", TOKEN).build();
  }

  /** The report of a play; each further one counts no more. */
  HttpRequest report(String manager) {
    return to(manager, "/api/player/plays")
        .header("X-API-Key", TOKEN)
        .header("Content-Type", "application/json")
        .POST(
            BodyPublishers.ofString(
                "[{\"play_id\": \"%s\", \"song_id\": \"%s\", \"started_at\": \"%s\"}]"
                    .formatted(play, song, startedAt)))
        .build();
  }

  /** The event stream of staff. */
  static HttpRequest playersForStaff(String manager, LocalAuth.Session admin) {
    return to(manager, "/api/admin/players/events")
        .header("Authorization", "Bearer " + admin.accessToken())
        .build();
  }

  private static HttpRequest.Builder to(String service, String path) {
    return HttpRequest.newBuilder(URI.create(service + path)).timeout(Duration.ofSeconds(20));
  }
}
