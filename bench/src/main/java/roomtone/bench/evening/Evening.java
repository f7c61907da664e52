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
 * One evening in one room, read from a file. Songs and people are identified by their index in the
 * lists.
 *
 * @param stepMinutes how long each song plays
 * @param steps how many songs are played
 * @param songs embeddings, five numbers each; null or all zero: unknown
 * @param rotation the order of songs that are equal in all else
 * @param history votes of earlier evenings, by people who are absent
 * @param reference the result of a reference implementation, if the file has one
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

  /** A vote of an earlier evening, 1..5. */
  record EarlierVote(int person, int song, int vote) {}

  /**
   * A listener.
   *
   * @param inRoom when they hear the room: [from, to) in steps
   * @param session when they are checked in: [from, to) in steps
   * @param survey the survey at check-in, five numbers; all zero: none
   * @param votesDuring the steps in which they vote for the song that plays
   * @param voteForSong their vote for each song, 1..5
   * @param truth their satisfaction with each song, 0..1
   */
  record Listener(
      List<List<Integer>> inRoom,
      List<List<Integer>> session,
      List<Double> survey,
      List<Integer> votesDuring,
      List<Integer> voteForSong,
      List<Double> truth) {

    /** Replaces lists that the file leaves out by empty ones. */
    Listener {
      votesDuring = votesDuring == null ? List.of() : votesDuring;
      survey = survey == null ? List.of() : survey;
    }
  }

  /** The plays of a reference implementation, and the satisfaction by oracles, if known. */
  record Reference(
      List<Integer> plays, Double mean, Double worst, Double oracleMean, Double oracleFairWorst) {}

  /**
   * Reads an evening.
   *
   * @throws IOException when the file is invalid; the message says why in one line
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

  /** The evening as Jackson reads it; what the file leaves out is null. */
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
