package roomtone.brain.session;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.brain.api.SlidingWindow;
import roomtone.brain.profile.Listeners;
import roomtone.brain.taste.Tastes;
import roomtone.meter.Meters;
import roomtone.model.Taste;
import roomtone.problem.Problem;

/**
 * Begins, renews, reads and ends sessions. A trigger ends the older session when a new one begins.
 */
@ApplicationScoped
public class Sessions {

  /** Limits how many sessions of a listener begin within 60 minutes. */
  private static final SlidingWindow WINDOW = new SlidingWindow(Duration.ofMinutes(60));

  private final Session rows;
  private final Listeners listeners;
  private final Tastes tastes;
  private final Meters meters;

  Sessions(Session rows, Listeners listeners, Tastes tastes, Meters meters) {
    this.rows = rows;
    this.listeners = listeners;
    this.tastes = tastes;
    this.meters = meters;
  }

  /**
   * Begins a session.
   *
   * @param player the player; empty for a session without a room
   * @param favourite the answer to "which do you like best?"; it counts only while the taste is
   *     unknown
   * @throws Problem 429 when the listener began too many sessions lately, or too many listeners
   *     checked in to the room
   */
  @Transactional
  ListeningSession checkIn(UUID listener, Optional<UUID> player, Optional<Taste> favourite) {
    Instant now = listeners.lock(listener);
    checkLimit(listener, now);
    player.ifPresent(room -> checkRoomLimit(room, listener, now));
    ListeningSession session =
        rows.createNativeQuery(
                "insert into sessions (user_id, player_id) values (:listener, :player) returning *",
                ListeningSession.class)
            .setParameter("listener", listener)
            .setParameter("player", player.orElse(null), UUID.class)
            .getSingleResult();
    meters.counter("roomtone.checkins").increment();
    favourite.ifPresent(taste -> tastes.stateIfUnknown(listener, taste, now));
    return session;
  }

  private void checkLimit(UUID listener, Instant now) {
    Tuple row =
        rows.createNativeQuery(
                "select i.sessions_per_hour as max, (%s) as reached_by from roomtone.installation i"
                    .formatted(
                        SlidingWindow.reachedBy(
                            "sessions",
                            "checked_in_at",
                            ":listener",
                            ":since",
                            "i.sessions_per_hour")),
                Tuple.class)
            .setParameter("listener", listener)
            .setParameter("since", now.minus(WINDOW.length()))
            .getSingleResult();
    Duration wait = WINDOW.wait(now, row.get("reached_by", Instant.class));
    if (wait.isPositive()) {
      throw SlidingWindow.exceeded("check-in-throttled", row.get("max", Integer.class), wait);
    }
  }

  private void checkRoomLimit(UUID player, UUID listener, Instant now) {
    Tuple row =
        rows.createNativeQuery(
                """
                select room_listeners_per_10_minutes as max, roomtone.room_admits_at(:player, :listener, :now) as admits_at
                from roomtone.installation
                """,
                Tuple.class)
            .setParameter("player", player)
            .setParameter("listener", listener)
            .setParameter("now", now)
            .getSingleResult();
    Instant admitsAt = row.get("admits_at", Instant.class);
    if (admitsAt != null && admitsAt.isAfter(now)) {
      throw SlidingWindow.exceeded(
          "room-check-in-throttled",
          row.get("max", Integer.class),
          Duration.between(now, admitsAt));
    }
  }

  /** Ends the session, if there is one. */
  @Transactional
  void checkOut(UUID listener) {
    Instant now = listeners.lock(listener);
    find(listener, now)
        .ifPresent(
            session -> {
              session.status = ListeningSession.INACTIVE;
              session.endReason = ListeningSession.CHECKED_OUT;
            });
  }

  /**
   * Renews the listener's session: it ends an hour from now, at most 12 hours after check-in. While
   * more than 50 minutes of it are left, the end stays as it is. Each renewal confirms the stay
   * once the dwell is over.
   *
   * @param shownAt the player whose presence code the listener gave just now; empty for none. The
   *     end of a session at another player that needs a code is not changed
   * @return the session; empty when there is none, because one that is over is not renewed
   */
  @Transactional
  Optional<ListeningSession> renew(UUID listener, Optional<UUID> shownAt) {
    Instant now = listeners.lock(listener);
    rows.createNativeMutationQuery(
            """
            update sessions s set expires_at = renewal.until
            from (
              select id, roomtone.renewed_until(checked_in_at, expires_at, :now, nullif(player_id, :shownAt)) as until
              from sessions where user_id = :listener and status = 'active'
            ) renewal
            where s.id = renewal.id and renewal.until is not null
            """)
        .setParameter("now", now)
        .setParameter("listener", listener)
        .setParameter("shownAt", shownAt.orElse(null), UUID.class)
        .executeUpdate();
    confirmStay(listener, now);
    return find(listener, now);
  }

  /**
   * Returns the player whose presence code would renew the listener's session; empty when the
   * session is renewed without a code, or not at all.
   */
  @Transactional
  Optional<UUID> roomWhoseCodeRenews(UUID listener) {
    return rows.createNativeQuery(
            """
            select s.player_id from sessions s cross join (select roomtone.now() as now) clock
            where s.user_id = :listener and s.status = 'active'
              and roomtone.renewed_until(s.checked_in_at, s.expires_at, clock.now, null) is not null
              and roomtone.renewed_until(s.checked_in_at, s.expires_at, clock.now, s.player_id) is null
            """,
            UUID.class)
        .setParameter("listener", listener)
        .getResultStream()
        .findFirst();
  }

  /**
   * Confirms the listener's stay, once the dwell is over, also when the renewal writes nothing
   * else: the votes of the stay then count in the room's reputations.
   */
  private void confirmStay(UUID listener, Instant now) {
    rows.createNativeQuery(
            """
            select roomtone.confirm_stay(id, :now) from sessions
            where user_id = :listener and status = 'active' and stay_confirmed_at is null
            """,
            Boolean.class)
        .setParameter("now", now)
        .setParameter("listener", listener)
        .getResultList();
  }

  /** Returns the listener's active session. */
  @Transactional
  Optional<ListeningSession> current(UUID listener) {
    listeners.require(listener);
    return find(listener, listeners.now());
  }

  /**
   * Makes sessions whose time is over inactive, which also marks their rooms as changed. Queries
   * ignore such sessions whether or not their status is set.
   *
   * @param limit how many at most
   * @return how many it changed
   */
  @Transactional
  public int expire(int limit) {
    int expired =
        rows.createNativeMutationQuery(
                """
            update sessions set status = 'inactive', end_reason = 'expired'
            where id in (
              select id from sessions where status = 'active' and expires_at <= (select roomtone.now())
              order by expires_at limit :limit for update skip locked)
            """)
            .setParameter("limit", limit)
            .executeUpdate();
    meters.counter("roomtone.sessions.expired").increment(expired);
    return expired;
  }

  private Optional<ListeningSession> find(UUID listener, Instant now) {
    return rows.createQuery(
            """
            from ListeningSession
            where userId = :listener and status = 'active' and expiresAt > :now
            """,
            ListeningSession.class)
        .setParameter("listener", listener)
        .setParameter("now", now)
        .getResultStream()
        .findFirst();
  }
}
