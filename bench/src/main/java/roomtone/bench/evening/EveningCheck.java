package roomtone.bench.evening;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks whether an evening can be replayed. */
final class EveningCheck {

  private static final int DIMENSIONS = 5;

  /** A session lasts an hour at most and is renewed between songs. */
  private static final int LONGEST_STEP_MINUTES = 59;

  private EveningCheck() {}

  /** The first error, in words; empty when the evening is valid. */
  static Optional<String> of(Evening evening) {
    return Stream.of(
            flaw(evening.songs() == null || evening.songs().isEmpty(), "it lacks songs"),
            flaw(evening.listeners() == null, "it lacks listeners"),
            flaw(evening.steps() < 1, "it lacks steps, 1 or more"),
            flaw(
                evening.stepMinutes() < 1 || evening.stepMinutes() > LONGEST_STEP_MINUTES,
                "it lacks step_minutes, 1 to " + LONGEST_STEP_MINUTES))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> inParts(evening));
  }

  private static Optional<String> inParts(Evening evening) {
    int songs = evening.songs().size();
    return Stream.of(
            flaw(
                !evening.songs().stream().allMatch(song -> song == null || isTaste(song)),
                "each of songs wants five numbers, 0 or more"),
            flaw(
                evening.rotation().size() != songs
                    || !indices(evening.rotation(), songs)
                    || new HashSet<>(evening.rotation()).size() != songs,
                "rotation does not name each song once"),
            flaw(
                !evening.history().stream()
                    .allMatch(vote -> isIndex(vote.song(), songs) && isVote(vote.vote())),
                "history has a vote outside 1..5 or on no song"),
            flaw(
                !evening.listeners().stream().allMatch(listener -> isWhole(listener, songs)),
                "each of listeners wants in_room and session as [from, to) steps, truth for each song, and what it votes as 1..5"),
            flaw(
                evening
                    .reference()
                    .filter(theirs -> theirs.plays() == null || !indices(theirs.plays(), songs))
                    .isPresent(),
                "the reference lacks plays, or plays no song"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static boolean isWhole(Evening.Listener listener, int songs) {
    return listener != null
        && areVisits(listener.inRoom())
        && areVisits(listener.session())
        && (listener.survey().isEmpty() || isTaste(listener.survey()))
        && listener.truth() != null
        && listener.truth().size() == songs
        && listener.truth().stream().allMatch(Objects::nonNull)
        && listener.votesDuring().stream().allMatch(Objects::nonNull)
        && (listener.votesDuring().isEmpty()
            || (listener.voteForSong() != null
                && listener.voteForSong().size() == songs
                && listener.voteForSong().stream().allMatch(vote -> vote != null && isVote(vote))));
  }

  private static boolean areVisits(List<List<Integer>> visits) {
    return visits != null
        && visits.stream()
            .allMatch(
                visit ->
                    visit != null
                        && visit.size() == 2
                        && visit.stream().allMatch(Objects::nonNull));
  }

  private static boolean isTaste(List<Double> numbers) {
    return numbers.size() == DIMENSIONS
        && numbers.stream()
            .allMatch(number -> number != null && number >= 0 && Double.isFinite(number));
  }

  private static boolean isVote(int vote) {
    return vote >= 1 && vote <= 5;
  }

  private static boolean isIndex(Integer index, int size) {
    return index != null && index >= 0 && index < size;
  }

  private static boolean indices(List<Integer> indices, int size) {
    return indices.stream().allMatch(index -> isIndex(index, size));
  }

  private static Optional<String> flaw(boolean is, String words) {
    return is ? Optional.of(words) : Optional.empty();
  }
}
