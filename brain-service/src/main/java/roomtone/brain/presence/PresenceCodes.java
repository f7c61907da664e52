package roomtone.brain.presence;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.brain.api.SlidingWindow;
import roomtone.brain.profile.Listeners;
import roomtone.limit.RateLimit;
import roomtone.limit.RateLimits;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/**
 * Checks presence codes. Wrong codes are limited for each listener, counted in the database, and
 * for each address, of which each replica counts for itself. While a limit is reached no code is
 * compared, so that guessing on yields nothing.
 */
@ApplicationScoped
public class PresenceCodes {

  /** How many wrong codes may come from one address in an hour. */
  static final int WRONG_CODES_PER_ADDRESS = 100;

  /** The span of the limit for a listener, {@code rate_window} of {@code roomtone.rules()}. */
  private static final SlidingWindow WINDOW = new SlidingWindow(Duration.ofMinutes(60));

  private final Session rows;
  private final Listeners listeners;
  private final Meters meters;
  private final RateLimits<String> addresses;

  PresenceCodes(Session rows, Listeners listeners, Meters meters, Clock clock) {
    this.rows = rows;
    this.listeners = listeners;
    this.meters = meters;
    this.addresses = new RateLimits<>(RateLimit.perHour(WRONG_CODES_PER_ADDRESS), clock);
  }

  /**
   * Requires the code that a room shows. It runs in a transaction of its own: a wrong code is
   * counted although the call is refused.
   *
   * @param player the player of the room
   * @param code what the listener gave; empty for nothing
   * @param address the client's address, as limits count it
   * @throws Problem 403 when there is no code, or not that of the room; 429 when too many wrong
   *     ones came from the listener or the address, even if this one is right
   */
  public void require(UUID listener, UUID player, Optional<PresenceCode> code, String address) {
    PresenceCode given = code.orElseThrow(() -> Problem.of("presence-code-required"));
    QuarkusTransaction.requiringNew()
        .call(() -> refusal(listener, player, given, address))
        .ifPresent(
            problem -> {
              throw problem;
            });
  }

  /** Compares a code, unless a limit is reached, and counts it when it is wrong. */
  private Optional<Problem> refusal(UUID listener, UUID player, PresenceCode code, String address) {
    // Under the lock of the listener: codes that are given at the same time are counted one by one.
    Instant now = listeners.lock(listener);
    Optional<Problem> throttled = throttled(listener, now).or(() -> throttled(address));
    if (throttled.isPresent()) {
      count("throttled");
      return throttled;
    }
    if (holds(player, code)) {
      addresses.giveBack(address);
      count("right");
      return Optional.empty();
    }
    rows.createNativeMutationQuery(
            "insert into roomtone.wrong_codes (user_id, given_at) values (:listener, :now)")
        .setParameter("listener", listener)
        .setParameter("now", now)
        .executeUpdate();
    count("wrong");
    return Optional.of(Problem.of("presence-code-wrong"));
  }

  private Optional<Problem> throttled(UUID listener, Instant now) {
    Tuple row =
        rows.createNativeQuery(
                "select r.max, (%s) as reached_by from (select (roomtone.rules()).wrong_codes as max) r"
                    .formatted(
                        SlidingWindow.reachedBy(
                            "roomtone.wrong_codes", "given_at", ":listener", ":since", "r.max")),
                Tuple.class)
            .setParameter("listener", listener)
            .setParameter("since", now.minus(WINDOW.length()))
            .getSingleResult();
    Duration wait = WINDOW.wait(now, row.get("reached_by", Instant.class));
    return wait.isPositive()
        ? Optional.of(
            SlidingWindow.exceeded("presence-code-throttled", row.get("max", Integer.class), wait))
        : Optional.empty();
  }

  /** Takes a token of the address, which is given back when the code is right. */
  private Optional<Problem> throttled(String address) {
    Duration wait = addresses.take(address);
    return wait.isZero()
        ? Optional.empty()
        : Optional.of(Problem.of("too-many-wrong-codes").retryAfter(wait));
  }

  private boolean holds(UUID player, PresenceCode code) {
    return rows.createNativeQuery(
            "select roomtone.presence_code_holds(:player, :code)", Boolean.class)
        .setParameter("player", player)
        .setParameter("code", code.digits())
        .getSingleResult();
  }

  /**
   * Deletes wrong codes that no limit counts any more (older than one hour).
   *
   * @param limit how many at most
   * @return how many it deleted
   */
  @Transactional
  public int deleteExpired(int limit) {
    return rows.createNativeMutationQuery(
            """
            delete from roomtone.wrong_codes where id in (
              select id from roomtone.wrong_codes
              where given_at <= (select roomtone.now() - make_interval(secs => :age))
              limit :limit for update skip locked)
            """)
        .setParameter("age", WINDOW.seconds())
        .setParameter("limit", limit)
        .executeUpdate();
  }

  private void count(String outcome) {
    meters.counter("roomtone.presence.codes", outcome).increment();
  }
}
