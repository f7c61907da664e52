package roomtone.auth;

import java.util.List;
import org.jose4j.jwk.JsonWebKey;

/**
 * What an attempt to fetch the published keys of the project gave.
 *
 * @param outcome its kind
 * @param keys the keys by which tokens are verified; empty unless the outcome is {@code OK}
 * @param failure what went wrong, for operators; empty when the outcome is {@code OK}
 */
record KeyFetch(Outcome outcome, List<JsonWebKey> keys, String failure) {

  /** The kinds, as the meter {@code roomtone.keys.fetched} tells them. */
  enum Outcome {
    /** Auth answered with a key set. */
    OK("ok"),
    /** Auth could not be reached or did not answer in time, or said that it cannot answer. */
    AWAY("away"),
    /** What answered is not Auth, or there is no such host: a setting is wrong. */
    WRONG("wrong"),
    /** Auth answered with a key set in which no key can verify a token. */
    EMPTY("empty");

    /** The value of the tag. */
    final String tag;

    Outcome(String tag) {
      this.tag = tag;
    }
  }

  KeyFetch {
    keys = List.copyOf(keys);
  }

  static KeyFetch ok(List<JsonWebKey> keys) {
    return new KeyFetch(Outcome.OK, keys, "");
  }

  static KeyFetch away(String failure) {
    return new KeyFetch(Outcome.AWAY, List.of(), failure);
  }

  static KeyFetch wrong(String failure) {
    return new KeyFetch(Outcome.WRONG, List.of(), failure);
  }

  static KeyFetch empty(String failure) {
    return new KeyFetch(Outcome.EMPTY, List.of(), failure);
  }

  /** Returns whether Auth told its keys, be it that there are none. */
  boolean hasKeySet() {
    return outcome == Outcome.OK || outcome == Outcome.EMPTY;
  }
}
