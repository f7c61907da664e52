package roomtone.bench.evening;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.local.testing.TestSystem;

/**
 * Replays evenings through a packaged brain and the database: people check in and vote over HTTP,
 * plays are reported as the manager reports them, the queue is filled as the brain's tick fills it.
 * The brain's own timer is off, so that the order of events is the evening's: arrivals, the song
 * that starts, its booking and the fill, then votes on it.
 */
final class EveningReplay implements AutoCloseable {

  private static final Instant FIRST_SONG = Instant.parse("2026-01-10T18:00:00Z");

  /** A session lasts an hour; whoever stays longer checks in again before it ends. */
  private static final Duration SESSION = Duration.ofMinutes(60);

  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] DIMENSIONS = {
    "rain", "sea_waves", "thunderstorm", "wind", "crackling_fire"
  };

  private final TestSystem system = TestSystem.start();
  private final HttpClient http = HttpClient.newHttpClient();

  EveningReplay() {
    system.startBrain(Map.of("QUARKUS_SCHEDULER_ENABLED", "false"));
  }

  /** What is played, one song a step. */
  List<Integer> replay(Evening evening) {
    try (Connection staff = system.database().connect("postgres");
        Connection brain = system.database().connect("brain_service");
        Connection manager = system.database().connect("manager_service")) {
      return new Room(evening, staff, brain, manager).play();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    system.close();
  }

  /** A room of its own for each evening; what was before is archived, so that songs do not mix. */
  private final class Room {

    private final Evening evening;
    private final Connection staff;
    private final Connection brain;
    private final Connection manager;
    private final UUID player;
    private final String slug;
    private final List<UUID> songs = new ArrayList<>();
    private final Map<UUID, Integer> places = new HashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final Instant[] checkedIn;
    private final boolean[] asked;

    Room(Evening evening, Connection staff, Connection brain, Connection manager)
        throws SQLException {
      this.evening = evening;
      this.staff = staff;
      this.brain = brain;
      this.manager = manager;
      this.checkedIn = new Instant[evening.listeners().size()];
      this.asked = new boolean[evening.listeners().size()];
      system.database().setClock(FIRST_SONG.minus(Duration.ofDays(40)));
      update("update public.songs set archived_at = roomtone.now() where archived_at is null");
      player = UUID.randomUUID();
      slug = "evening-" + player.toString().substring(0, 8);
      addSongs();
      update(
          "insert into public.players (id, name, slug, token, soundscape_seconds) values (?, ?, ?, ?, ?)",
          player,
          slug,
          slug,
          UUID.randomUUID().toString(),
          evening.stepMinutes() * 60);
      castEarlierVotes();
      for (int i = 0; i < evening.listeners().size(); i++) {
        tokens.add(system.listener().accessToken());
      }
    }

    List<Integer> play() throws SQLException {
      List<Integer> plays = new ArrayList<>();
      moveTo(-1);
      arriveAndLeave(0);
      fill();
      for (int step = 0; step < evening.steps(); step++) {
        moveTo(step);
        if (step > 0) {
          arriveAndLeave(step);
        }
        UUID song = startNext();
        plays.add(places.get(song));
        fill();
        vote(step, song);
      }
      return plays;
    }

    /** Ids ascend in the order of rotation, which decides where nothing else does. */
    private void addSongs() throws SQLException {
      long prefix = UUID.randomUUID().getMostSignificantBits();
      for (int i = 0; i < evening.songs().size(); i++) {
        songs.add(null);
      }
      for (int rank = 0; rank < evening.rotation().size(); rank++) {
        int place = evening.rotation().get(rank);
        UUID id = new UUID(prefix, rank + 1L);
        songs.set(place, id);
        places.put(id, place);
        update(
            "insert into public.songs (id, title, file_url, embedding) values (?, ?, ?, cast(? as extensions.vector))",
            id,
            "song " + place,
            "https://example.org/" + id,
            embedding(place));
      }
    }

    private String embedding(int place) {
      List<Double> numbers = evening.songs().get(place);
      boolean known = numbers != null && Collections.max(numbers) > 0;
      return known ? numbers.toString() : null;
    }

    private void castEarlierVotes() throws SQLException {
      Map<Integer, UUID> people = new HashMap<>();
      for (Evening.EarlierVote vote : evening.history()) {
        UUID person = people.get(vote.person());
        if (person == null) {
          person = UUID.randomUUID();
          people.put(vote.person(), person);
          try (Connection auth = system.database().connect("supabase_auth_admin")) {
            update(auth, "insert into auth.users (id) values (?)", person);
          }
        }
        update(
            """
            insert into public.votes (user_id, song_id, vote_value, player_id, vote_time, applied_seq, weight)
            values (?, ?, ?, ?, roomtone.now(), nextval('roomtone.taste_seq'), 1)
            """,
            person,
            songs.get(vote.song()),
            vote.vote(),
            player);
      }
    }

    private void moveTo(int step) {
      system.database().setClock(at(step));
    }

    private Instant at(int step) {
      return FIRST_SONG.plus(Duration.ofMinutes((long) step * evening.stepMinutes()));
    }

    private void arriveAndLeave(int step) {
      for (int i = 0; i < checkedIn.length; i++) {
        if (checkedIn[i] != null && ends(i, step)) {
          call(i, "POST", "/api/checkout", null);
          checkedIn[i] = null;
        }
      }
      for (int i = 0; i < checkedIn.length; i++) {
        boolean over = checkedIn[i] != null && !checkedIn[i].plus(SESSION).isAfter(at(step + 1));
        if (begins(i, step) || over) {
          checkIn(i);
        }
      }
    }

    private boolean begins(int listener, int step) {
      return evening.listeners().get(listener).session().stream()
          .filter(visit -> visit.get(0) < visit.get(1))
          .anyMatch(
              visit -> visit.get(0) == step || (step == 0 && visit.get(0) < 0 && visit.get(1) > 0));
    }

    private boolean ends(int listener, int step) {
      return evening.listeners().get(listener).session().stream()
          .anyMatch(visit -> visit.get(1) == step);
    }

    /** With one tap for one dimension; what could not be tapped is said in numbers. */
    private void checkIn(int listener) {
      List<Double> survey = evening.listeners().get(listener).survey();
      long tapped = survey.stream().filter(number -> number > 0).count();
      String favourite =
          tapped != 1
              ? ""
              : ", \"favourite\": \"" + DIMENSIONS[survey.indexOf(Collections.max(survey))] + "\"";
      boolean first = !asked[listener];
      asked[listener] = true;
      call(listener, "POST", "/api/checkin", "{\"slug\": \"" + slug + "\"" + favourite + "}");
      checkedIn[listener] = system.now();
      if (first && tapped > 1) {
        double largest = Collections.max(survey);
        List<Double> taste = survey.stream().map(number -> number / largest).toList();
        call(listener, "PUT", "/api/preferences", "{\"preference_vector\": " + taste + "}");
      }
    }

    private void fill() throws SQLException {
      try (PreparedStatement statement =
          brain.prepareStatement("select count(*) from roomtone.queue_fill(array[?::uuid])")) {
        statement.setObject(1, player);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          if (row.getInt(1) != 1) {
            throw new IllegalStateException("the queue was not filled");
          }
        }
      }
    }

    private UUID startNext() throws SQLException {
      UUID entry;
      UUID song;
      try (PreparedStatement next =
          manager.prepareStatement(
              "select id, song_id from public.player_queue where player_id = ? order by position limit 1")) {
        next.setObject(1, player);
        try (ResultSet row = next.executeQuery()) {
          if (!row.next()) {
            throw new IllegalStateException("the room fell silent");
          }
          entry = row.getObject(1, UUID.class);
          song = row.getObject(2, UUID.class);
        }
      }
      try (PreparedStatement report =
          manager.prepareStatement("select result from roomtone.queue_advance(?, ?, ?, ?, ?)")) {
        report.setObject(1, player);
        report.setObject(2, UUID.randomUUID());
        report.setObject(3, song);
        report.setObject(4, entry);
        report.setObject(5, OffsetDateTime.ofInstant(system.now(), ZoneOffset.UTC));
        try (ResultSet row = report.executeQuery()) {
          row.next();
          if (!row.getString(1).equals("recorded")) {
            throw new IllegalStateException("the play was " + row.getString(1));
          }
        }
      }
      return song;
    }

    private void vote(int step, UUID song) {
      for (int i = 0; i < evening.listeners().size(); i++) {
        Evening.Listener listener = evening.listeners().get(i);
        if (listener.votesDuring().contains(step)) {
          int value = listener.voteForSong().get(places.get(song));
          call(
              i,
              "POST",
              "/api/votes",
              "{\"song_id\": \"" + song + "\", \"vote_value\": " + value + "}");
        }
      }
    }

    private void call(int listener, String method, String path, String body) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(system.brain().url() + path))
              .header("Authorization", "Bearer " + tokens.get(listener))
              .header("Content-Type", "application/json")
              .method(
                  method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build();
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
          JsonNode problem = JSON.readTree(response.body());
          throw new IllegalStateException(
              path + " answered " + response.statusCode() + ": " + problem.path("detail").asText());
        }
      } catch (IOException e) {
        throw new IllegalStateException(path + " failed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private void update(String sql, Object... values) throws SQLException {
      update(staff, sql, values);
    }

    private static void update(Connection connection, String sql, Object... values)
        throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
      }
    }
  }
}
