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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Queues;
import roomtone.local.testing.TestSystem;

/**
 * Replays evenings with a packaged brain and the database: listeners check in and vote over HTTP,
 * plays are reported as the manager does, and the queue is filled as the brain's tick does. The
 * scheduler of the brain is off, so that the events have the order of the evening: check-ins, the
 * start of a song, its booking and the fill, then the votes. The dwell is off, because the
 * reference plays were computed without it: the first vote of a stay counts at once.
 */
final class EveningReplay implements AutoCloseable {

  private static final Instant FIRST_SONG = Instant.parse("2026-01-10T18:00:00Z");

  /** The length of a session; a listener who stays longer checks in again before its end. */
  private static final Duration SESSION = Duration.ofMinutes(60);

  private static final JsonMapper JSON = new JsonMapper();
  private static final String[] DIMENSIONS = {
    "rain", "sea_waves", "thunderstorm", "wind", "crackling_fire"
  };

  private final TestSystem system = TestSystem.start();
  private final HttpClient http = HttpClient.newHttpClient();

  EveningReplay() {
    try (Fixtures fixtures = Fixtures.in(system.database())) {
      fixtures.owner().update("update roomtone.installation set dwell_seconds = 0");
    }
    system.startBrain(Map.of("QUARKUS_SCHEDULER_ENABLED", "false"));
  }

  /** The songs that are played, one a step, by their places in the evening's list. */
  List<Integer> replay(Evening evening) {
    try (Fixtures fixtures = Fixtures.in(system.database())) {
      return new Room(evening, fixtures).play();
    }
  }

  @Override
  public void close() {
    http.close();
    system.close();
  }

  /**
   * The room of one evening; the songs of evenings before are archived, so that they do not mix.
   */
  private final class Room {

    private final Evening evening;
    private final Fixtures fixtures;
    private final UUID player;
    private final String slug;
    private final List<UUID> songs = new ArrayList<>();
    private final Map<UUID, Integer> places = new HashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final Instant[] checkedIn;
    private final boolean[] asked;

    Room(Evening evening, Fixtures fixtures) {
      this.evening = evening;
      this.fixtures = fixtures;
      this.checkedIn = new Instant[evening.listeners().size()];
      this.asked = new boolean[evening.listeners().size()];
      system.database().setClock(FIRST_SONG.minus(Duration.ofDays(40)));
      fixtures
          .owner()
          .update("update public.songs set archived_at = roomtone.now() where archived_at is null");
      addSongs();
      player = fixtures.player("Evening " + UUID.randomUUID());
      slug = fixtures.owner().text("select slug from public.players where id = ?", player);
      fixtures
          .owner()
          .update(
              "update public.players set soundscape_seconds = ? where id = ?",
              evening.stepMinutes() * 60,
              player);
      addEarlierVotes();
      for (int i = 0; i < evening.listeners().size(); i++) {
        tokens.add(system.listener().accessToken());
      }
    }

    List<Integer> play() {
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

    /** Adds the songs in the order of rotation: the order of their ids decides between equals. */
    private void addSongs() {
      songs.addAll(Collections.nCopies(evening.songs().size(), null));
      for (int place : evening.rotation()) {
        UUID song = fixtures.song("song " + place, embedding(place));
        songs.set(place, song);
        places.put(song, place);
      }
    }

    private double[] embedding(int place) {
      List<Double> numbers = evening.songs().get(place);
      boolean known = numbers != null && Collections.max(numbers) > 0;
      return known ? numbers.stream().mapToDouble(number -> number).toArray() : new double[0];
    }

    private void addEarlierVotes() {
      Map<Integer, UUID> people = new HashMap<>();
      for (Evening.EarlierVote vote : evening.history()) {
        UUID person = people.computeIfAbsent(vote.person(), number -> fixtures.listener());
        fixtures.vote(person, player, songs.get(vote.song()), vote.vote(), 1);
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

    /**
     * Checks in with a favourite when the survey names one dimension alone; another survey is set
     * as the preferences.
     */
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

    private void fill() {
      if (fixtures.queues().fill(player).size() != 1) {
        throw new IllegalStateException("the queue was not filled");
      }
    }

    /** Reports the start of the queue's first song, and returns it. */
    private UUID startNext() {
      List<Queues.Entry> queue = fixtures.queues().entries(player);
      if (queue.isEmpty()) {
        throw new IllegalStateException("the queue is empty");
      }
      Queues.Entry next = queue.getFirst();
      Queues.Advanced report =
          fixtures
              .queues()
              .report(player, Fixtures.nextId(), next.song(), next.id(), system.now(), null, null);
      if (!report.result().equals("recorded")) {
        throw new IllegalStateException("the play was " + report.result());
      }
      return next.song();
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
  }
}
