package roomtone.brain.nowplaying;

import java.util.List;

/**
 * What may be told of a pick.
 *
 * @param reason collective, house or rotation; null: not told
 * @param wanted what the room wants, to 0.1, a number for each dimension; null: not told
 * @param sound what the song has of it, to 0.1; null: not told
 */
record Disclosure(String reason, List<Reason> grounds, List<Double> wanted, List<Double> sound) {

  static final Disclosure NOTHING = new Disclosure(null, List.of(), null, null);

  /** The reason, and that in words where there are any. */
  static Disclosure only(String reason, Reason... grounds) {
    return new Disclosure(reason, List.of(grounds), null, null);
  }
}
