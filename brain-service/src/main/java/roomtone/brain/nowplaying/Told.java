package roomtone.brain.nowplaying;

import java.time.Instant;
import java.util.List;

/**
 * What may be told of a pick.
 *
 * @param wanted what the room wants, to 0.1, a number for each dimension; null: not told
 * @param sound what the song has of it, to 0.1; null: not told
 * @param minute of which it is true
 */
record Told(List<Ground> grounds, List<Double> wanted, List<Double> sound, Instant minute) {

  static final Told NOTHING = new Told(List.of(), null, null, Instant.EPOCH);

  static Told only(Ground.Kind kind) {
    return new Told(List.of(Ground.of(kind)), null, null, Instant.EPOCH);
  }
}
