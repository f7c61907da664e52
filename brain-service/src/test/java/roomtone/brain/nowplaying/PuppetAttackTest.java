package roomtone.brain.nowplaying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import roomtone.brain.api.Caller.SignedIn;
import roomtone.brain.collective.CollectiveResource;
import roomtone.brain.collective.CollectiveResource.PublicCollective;
import roomtone.brain.collective.PublicCollectives;
import roomtone.brain.nowplaying.TasteEstimator.Disclosed;
import roomtone.brain.nowplaying.TasteEstimator.Round;
import roomtone.brain.player.Players;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.limit.StreamLease;
import roomtone.model.Dimensions;
import roomtone.model.Taste;

/**
 * An attack on the taste of a listener: one to four puppets, whose tastes the attacker sets, are in
 * a room with one other. The attacker changes their tastes, checks them out and in, reads all that
 * the brain tells to strangers, to those who are there and to staff, and estimates the taste of the
 * other. What is disclosed may help little more than what those who are there see and hear anyway:
 * the songs of the entries in their order.
 *
 * <p>The attacker's best: weights of listeners are 1, no song has played and nobody has voted in
 * the room, so that the order of the entries follows from the tastes alone. The library is small
 * and the rounds are few, because otherwise the entries alone show nearly all (a cosine of 0.99).
 */
@QuarkusTest
class PuppetAttackTest extends BrainTest {

  private static final Logger LOG = Logger.getLogger(PuppetAttackTest.class);

  private static final int ROOMS = 200;
  private static final int SONGS = 8;
  private static final int ROUNDS = 3;
  private static final int MAX_PUPPETS = 4;

  @Inject LiveRooms live;
  @Inject Players players;
  @Inject CollectiveResource collectives;
  @Inject Dimensions dimensions;
  @Inject ObjectMapper json;

  private final Random random = new Random(20270101);
  private final double[][] sounds = new double[SONGS][];
  private final Map<UUID, Integer> songs = new HashMap<>();
  private Person admin;

  /** A room that is attacked. */
  private final class Target {

    final Room room = fixtures.room(songs.keySet().toArray(UUID[]::new));
    final double[] victim = TasteEstimator.direction(random);
    final List<UUID> puppets;
    final UUID spy = UUID.randomUUID();
    final UUID victimId = UUID.randomUUID();
    final List<Round> rounds = new ArrayList<>();
    final List<Round> exactRounds = new ArrayList<>();
    final List<double[]> tastes = new ArrayList<>();
    volatile String inside;
    volatile String outside;

    Target(int number) {
      puppets = Stream.generate(UUID::randomUUID).limit(number % MAX_PUPPETS + 1).toList();
    }

    /** Opens the streams of a stranger and of somebody of unknown taste who is there. */
    void watch() {
      Instant later = Instant.now().plus(1, ChronoUnit.DAYS);
      subscribe(Optional.of(new SignedIn(spy, later)));
      subscribe(Optional.empty());
    }

    private void subscribe(Optional<SignedIn> caller) {
      live.subscribe(
              () -> players.named(room.slug()), Locale.ENGLISH, caller, StreamLease.ofNobody())
          .subscribe()
          .with(
              state ->
                  state.ifPresent(
                      text -> {
                        if (caller.isPresent()) {
                          inside = text;
                        } else {
                          outside = text;
                        }
                      }));
    }
  }

  @Test
  void what_is_disclosed_shows_little_more_of_a_taste_than_the_entries_do() throws Exception {
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.HOURS));
    admin = fixtures.person();
    fixtures.makeAdmin(admin);
    List<Target> targets = prepare();
    for (int round = 0; round < ROUNDS; round++) {
      move(targets, round);
      fixtures
          .sql()
          .text(
              "select count(*) from roomtone.queue_fill(?)",
              (Object) targets.stream().map(target -> target.room.id()).toArray(UUID[]::new));
      live.refresh();
      if (round == 0) {
        targets.forEach(Target::watch);
      }
      for (Target target : targets) {
        observe(target, round);
      }
      fixtures.advance(PublicCollectives.PERIOD);
    }
    TasteEstimator estimator = new TasteEstimator(sounds);
    for (int puppets = 1; puppets <= MAX_PUPPETS; puppets++) {
      int number = puppets;
      List<Target> attacked = targets.stream().filter(it -> it.puppets.size() == number).toList();
      double heard =
          meanCosine(
              estimator, attacked, it -> it.rounds.stream().map(Round::withoutDisclosed).toList());
      double disclosed = meanCosine(estimator, attacked, it -> it.rounds);
      double exact = meanCosine(estimator, attacked, it -> it.exactRounds);
      LOG.infof(
          "%d puppets, %d rooms: mean cosine %.4f from what is heard, %.4f with what is disclosed, %.4f with the exact collective",
          puppets, attacked.size(), heard, disclosed, exact);
      assertTrue(exact > 0.95, "the estimator is weak: " + exact);
      assertTrue(
          disclosed - heard <= (puppets < MAX_PUPPETS ? 0.02 : 0.05),
          "%d puppets: %.4f instead of %.4f".formatted(puppets, disclosed, heard));
    }
  }

  private interface Observations {
    List<Round> of(Target target);
  }

  private static double meanCosine(
      TasteEstimator estimator, List<Target> targets, Observations observations) {
    return IntStream.range(0, targets.size())
        .parallel()
        .mapToDouble(
            i ->
                TasteEstimator.dot(
                    targets.get(i).victim, estimator.estimate(observations.of(targets.get(i)), i)))
        .average()
        .orElseThrow();
  }

  private List<Target> prepare() {
    for (int i = 0; i < SONGS; i++) {
      sounds[i] = TasteEstimator.direction(random);
      songs.put(fixtures.song(Taste.towards(sounds[i]).orElseThrow()), i);
    }
    List<Target> targets = IntStream.range(0, ROOMS).mapToObj(Target::new).toList();
    List<Object[]> users = new ArrayList<>();
    List<Object[]> sessions = new ArrayList<>();
    List<Object[]> tastes = new ArrayList<>();
    for (Target target : targets) {
      Stream.concat(Stream.of(target.spy, target.victimId), target.puppets.stream())
          .forEach(user -> users.add(new Object[] {user}));
      sessions.add(new Object[] {target.spy, target.room.id()});
      sessions.add(new Object[] {target.victimId, target.room.id()});
      tastes.add(new Object[] {target.victim, target.victimId});
    }
    fixtures.sql().batch("insert into auth.users (id) values (?)", users);
    checkIn(sessions);
    setTastes(tastes);
    return targets;
  }

  /** Lets the puppets come and go, and sets their tastes. */
  private void move(List<Target> targets, int round) {
    List<Object[]> arrivals = new ArrayList<>();
    List<Object[]> departures = new ArrayList<>();
    List<Object[]> tastes = new ArrayList<>();
    for (Target target : targets) {
      target.tastes.clear();
      for (int i = 0; i < target.puppets.size(); i++) {
        UUID puppet = target.puppets.get(i);
        double[] taste = TasteEstimator.direction(random);
        target.tastes.add(taste);
        tastes.add(new Object[] {taste, puppet});
        if (round == 0) {
          arrivals.add(new Object[] {puppet, target.room.id()});
        } else if (i % 2 == round % 2) {
          departures.add(new Object[] {puppet});
          arrivals.add(new Object[] {puppet, target.room.id()});
        }
      }
    }
    fixtures
        .sql()
        .batch(
            "update sessions set status = 'inactive' where user_id = ? and status = 'active'",
            departures);
    checkIn(arrivals);
    setTastes(tastes);
  }

  private void checkIn(List<Object[]> sessions) {
    fixtures.sql().batch("insert into sessions (user_id, player_id) values (?, ?)", sessions);
  }

  private void setTastes(List<Object[]> tastes) {
    fixtures
        .sql()
        .batch(
            "update profiles set preference_vector = cast(? as extensions.vector) where id = ?",
            tastes.stream()
                .map(row -> new Object[] {Arrays.toString((double[]) row[0]), row[1]})
                .toList());
  }

  private void observe(Target target, int round) throws Exception {
    JsonNode state = json.readTree(target.inside);
    JsonNode stranger = json.readTree(target.outside);
    assertEquals(1, stranger.path("next").size());
    assertEquals(state.path("next").get(0), stranger.path("next").get(0));
    List<JsonNode> entries = new ArrayList<>();
    state.path("next").forEach(entries::add);
    Set<Integer> excluded = new HashSet<>();
    // The first entry stands since the first round.
    if (round > 0) {
      excluded.add(song(entries.removeFirst()));
    }
    Double[] others = new Double[Taste.DIMENSIONS];
    Arrays.fill(others, 0.0);
    for (double[] taste : target.tastes) {
      Arrays.setAll(others, d -> others[d] + taste[d]);
    }
    List<Integer> order = entries.stream().map(this::song).toList();
    target.rounds.add(
        new Round(List.of(others), order, excluded, disclosed(target, entries, round)));
    List<Double> exact =
        Arrays.stream(
                PublicCollectives.components(
                    fixtures
                        .sql()
                        .text(
                            "select vector from roomtone.collectives where player_id = ?",
                            target.room.id())))
            .boxed()
            .toList();
    target.exactRounds.add(
        new Round(List.of(others), order, excluded, new Disclosed(exact, 0, null, null, null)));
  }

  private int song(JsonNode entry) {
    return songs.get(UUID.fromString(entry.path("song_id").asText()));
  }

  /** Reads all that is disclosed of a room, as far as it follows from tastes. */
  private Disclosed disclosed(Target target, List<JsonNode> entries, int round) {
    PublicCollective collective = collectives.read(target.room.slug());
    if (collective.vector() == null) {
      if (round == 0) {
        assertEquals(409, recommendations(target).statusCode());
      }
      assertTrue(entries.stream().allMatch(entry -> entry.path("why").isEmpty()));
      assertTrue(entries.stream().allMatch(entry -> entry.path("dimensions").isNull()));
      return Disclosed.NOTHING;
    }
    JsonPath ranked = recommendations(target).then().statusCode(200).extract().jsonPath();
    return new Disclosed(
        collective.vector(),
        PublicCollectives.STEP,
        entries.stream().map(this::words).toList(),
        ranked.getList("song_id", UUID.class).stream().map(songs::get).toList(),
        ranked.getList("distance", Double.class));
  }

  private Response recommendations(Target target) {
    return as(admin).get("/api/recommendations?limit=100&player_id=" + target.room.id());
  }

  private Set<Integer> words(JsonNode entry) {
    Set<Integer> named = new HashSet<>();
    entry
        .path("why")
        .forEach(
            reason -> {
              if (!reason.path("dimension").isNull()) {
                named.add(dimensions.names().indexOf(reason.path("dimension").asText()));
              }
            });
    return named;
  }
}
