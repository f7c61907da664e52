package roomtone.bench.evening;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One evening in one room, as a file tells it. Songs and people are known by their place in the
 * lists.
 *
 * @param stepMinutes how long each song plays
 * @param steps how many songs are played
 * @param songs embeddings, five numbers each; null or all zero: unknown
 * @param rotation the order of songs that nothing else separates
 * @param history votes of earlier evenings, by people who are not here tonight
 * @param reference what others made of the evening; absent in evenings of our own
 */
record Evening(
    int stepMinutes,
    int steps,
    List<List<Double>> songs,
    List<Integer> rotation,
    List<EarlierVote> history,
    List<Listener> listeners,
    Optional<Reference> reference) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A vote cast here before tonight, 1..5. */
  record EarlierVote(int person, int song, int vote) {}

  /**
   * Somebody who is here tonight.
   *
   * @param inRoom when they hear the room: [from, to) in steps
   * @param session when they are checked in: [from, to) in steps
   * @param survey what they tapped at check-in; all zero: nothing
   * @param votesDuring steps in which they vote on what plays
   * @param voteForSong the 1..5 that they would give each song
   * @param truth their satisfaction with each song, 0..1
   */
  record Listener(
      List<List<Integer>> inRoom,
      List<List<Integer>> session,
      List<Double> survey,
      List<Integer> votesDuring,
      List<Integer> voteForSong,
      List<Double> truth) {

    /** What a file may leave out: who never voted, and who did not answer. */
    Listener {
      votesDuring = votesDuring == null ? List.of() : votesDuring;
      survey = survey == null ? List.of() : survey;
    }
  }

  /** What a reference implementation played, and what was attainable by oracles, if known. */
  record Reference(
      List<Integer> plays, Double mean, Double worst, Double oracleMean, Double oracleFairWorst) {}

  /**
   * Reads an evening.
   *
   * @throws IOException when the file is not one; the message says in one line why
   */
  static Evening read(Path file) throws IOException {
    Evening evening;
    try {
      RawEvening raw = JSON.readValue(file.toFile(), RawEvening.class);
      if (raw == null) {
        throw new IOException(file + " is no evening: it is null");
      }
      evening = raw.evening();
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no evening: " + e.getOriginalMessage(), e);
    }
    Optional<String> flaw = EveningCheck.of(evening);
    if (flaw.isPresent()) {
      throw new IOException(file + " is no evening: " + flaw.get());
    }
    return evening;
  }

  /** As Jackson reads it: whatever the file lacks is null, or empty where that says the same. */
  private record RawEvening(
      int stepMinutes,
      int steps,
      List<List<Double>> songs,
      List<Integer> rotation,
      List<EarlierVote> history,
      List<Listener> listeners,
      Reference reference) {

    Evening evening() {
      return new Evening(
          stepMinutes,
          steps,
          songs,
          rotation == null && songs != null
              ? IntStream.range(0, songs.size()).boxed().toList()
              : rotation,
          history == null ? List.of() : history,
          listeners,
          Optional.ofNullable(reference));
    }
  }
}
