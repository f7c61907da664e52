package roomtone.bench.evening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A lower bound for changes of tastes, collectives and picks: evenings stay better than rotation,
 * and fair.
 */
class EveningReplayTest {

  private static EveningReplay replay;

  @BeforeAll
  static void open() {
    replay = new EveningReplay();
  }

  @AfterAll
  static void shut() {
    if (replay != null) {
      replay.close();
    }
  }

  @Test
  void a_room_of_like_minded_people_hears_what_it_came_for() {
    Evening evening = SmallEvenings.of(1, 1);
    Satisfaction ours = Satisfaction.of(evening, replay.replay(evening));
    Satisfaction rotation = Satisfaction.of(evening, EvaluatePicks.rotation(evening));
    assertTrue(
        ours.mean() > rotation.mean() + 0.1, () -> ours + " is hardly better than " + rotation);
    // Who stays a few songs while all that they love must rest is served badly whoever picks: the
    // worst one says little here.
    assertTrue(
        ours.tenth() > rotation.tenth() && ours.shareBelow() < rotation.shareBelow() / 2,
        () -> ours + " leaves people behind " + rotation);
  }

  @Test
  void where_tastes_differ_nobody_pays_for_the_others() {
    Evening evening = SmallEvenings.of(3, 2);
    Satisfaction ours = Satisfaction.of(evening, replay.replay(evening));
    Satisfaction rotation = Satisfaction.of(evening, EvaluatePicks.rotation(evening));
    assertTrue(
        ours.mean() > rotation.mean() + 0.03, () -> ours + " is hardly better than " + rotation);
    assertTrue(
        ours.worst() > rotation.worst() - 0.05, () -> ours + " leaves somebody behind " + rotation);
  }

  @Test
  void no_song_comes_back_within_the_hour_that_half_the_catalogue_allows() {
    Evening evening = SmallEvenings.of(2, 3);
    List<Integer> plays = replay.replay(evening);
    Satisfaction ours = Satisfaction.of(evening, plays);
    assertEquals(0, ours.repeats());
    assertTrue(
        ours.minimumGap() > evening.songs().size() / 2,
        () -> "a gap of " + ours.minimumGap() + ": " + plays);
  }

  @Test
  void the_same_evening_is_played_the_same_way_again() {
    Evening evening = SmallEvenings.of(2, 4);
    assertEquals(replay.replay(evening), replay.replay(evening));
  }

  @Test
  void the_satisfaction_is_printed_beside_rotation_the_reference_and_the_oracles() {
    Evening evening = SmallEvenings.of(2, 5);
    List<Integer> plays = replay.replay(evening);
    List<Integer> rotation = EvaluatePicks.rotation(evening);
    Evening compared =
        new Evening(
            evening.stepMinutes(),
            evening.steps(),
            evening.songs(),
            evening.rotation(),
            evening.history(),
            evening.listeners(),
            Optional.of(new Evening.Reference(plays, null, null, 0.875, 0.625)));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    EvaluatePicks.print(
        new PrintStream(output, true, StandardCharsets.UTF_8),
        replay,
        Map.of("saturday", compared));
    String ours = figures(Satisfaction.of(evening, plays));
    String theirs = figures(Satisfaction.of(evening, rotation));
    assertEquals(
        List.of(
            "The dwell is off: votes count in house voice and reputations at once.",
            "evening plays mean worst p10 <0.3 repeats gap equal",
            "saturday ours " + ours + " 40/40",
            "rotation " + theirs,
            "reference " + ours,
            "oracles 0.875 0.625",
            "",
            "all ours " + ours + " 40/40",
            "all rotation " + theirs,
            "all reference " + ours,
            "all oracles 0.875 0.625"),
        output
            .toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.strip().replaceAll(" +", " "))
            .toList());
  }

  private static String figures(Satisfaction worth) {
    return String.format(
        Locale.ROOT,
        "%.3f %.3f %.3f %.2f %d %d",
        worth.mean(),
        worth.worst(),
        worth.tenth(),
        worth.shareBelow(),
        worth.repeats(),
        worth.minimumGap());
  }
}
