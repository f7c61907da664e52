package roomtone.local.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts anonymous sign-ups. Supabase counts them for each address and refills continuously; here
 * all come from this machine, and each counts for an hour.
 */
final class SignUpLimit {

  private static final Duration WINDOW = Duration.ofHours(1);

  private final Deque<Instant> lately = new ArrayDeque<>();

  /**
   * Counts a sign-up.
   *
   * @param perHour 0 for any number
   * @throws AuthFailure over_request_rate_limit
   */
  synchronized void count(int perHour, Instant now) {
    if (perHour == 0) {
      lately.clear();
      return;
    }
    while (!lately.isEmpty() && !lately.getFirst().plus(WINDOW).isAfter(now)) {
      lately.removeFirst();
    }
    if (lately.size() >= perHour) {
      throw new AuthFailure(429, "over_request_rate_limit", "Request rate limit reached");
    }
    lately.addLast(now);
  }
}
