package roomtone.brain.nowplaying;

import java.util.List;

/**
 * What may be disclosed of a pick.
 *
 * @param reason collective, house or rotation; null when it may not be disclosed
 * @param why the reason in detail; empty when it may not be disclosed
 * @param wanted the collective, a number for each dimension, in steps of 0.25; null when it may not
 *     be disclosed
 * @param sound the song's embedding, rounded to 0.1; likewise
 */
record Disclosure(String reason, List<Reason> why, List<Double> wanted, List<Double> sound) {

  static final Disclosure NOTHING = new Disclosure(null, List.of(), null, null);

  /** Makes a disclosure without vectors. */
  static Disclosure of(String reason, Reason... why) {
    return new Disclosure(reason, List.of(why), null, null);
  }
}
