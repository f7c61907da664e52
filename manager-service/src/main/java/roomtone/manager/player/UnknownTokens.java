package roomtone.manager.player;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokens that opened nothing a moment ago: asking again costs no SQL. Bounded; the oldest go first.
 */
final class UnknownTokens {

  /** Short, for a token may be written into the table at any time. */
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private static final int MOST = 10_000;

  private final Map<String, Instant> until =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  synchronized void remember(String hash, Instant now) {
    until.remove(hash);
    until.put(hash, now.plus(REMEMBERED));
  }

  synchronized boolean isRemembered(String hash, Instant now) {
    Instant end = until.get(hash);
    if (end != null && !now.isBefore(end)) {
      until.remove(hash);
      return false;
    }
    return end != null;
  }
}
