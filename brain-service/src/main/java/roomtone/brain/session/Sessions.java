package roomtone.brain.session;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.brain.profile.Listeners;
import roomtone.brain.taste.Tastes;
import roomtone.model.Taste;

/** Comings and goings. The database ends the older session when a new one begins. */
@ApplicationScoped
public class Sessions {

  private final Session rows;
  private final Listeners listeners;
  private final Tastes tastes;
  private final SessionSettings settings;
  private final MeterRegistry meters;

  Sessions(
      Session rows,
      Listeners listeners,
      Tastes tastes,
      SessionSettings settings,
      MeterRegistry meters) {
    this.rows = rows;
    this.listeners = listeners;
    this.tastes = tastes;
    this.settings = settings;
    this.meters = meters;
  }

  /**
   * Begins a session, and ends the one before.
   *
   * @param player where; empty: nowhere in particular
   * @param favourite what the listener answered to "which do you like best?"; counts while nothing
   *     else is known
   */
  @Transactional
  ListeningSession checkIn(UUID listener, Optional<UUID> player, Optional<Taste> favourite) {
    Instant now = listeners.lock(listener);
    ListeningSession session = new ListeningSession();
    session.id = UUID.randomUUID();
    session.userId = listener;
    session.playerId = player.orElse(null);
    session.checkedInAt = now;
    session.expiresAt = now.plus(settings.length());
    session.status = ListeningSession.ACTIVE;
    rows.persist(session);
    meters.counter("roomtone.checkins").increment();
    favourite.ifPresent(taste -> tastes.stateIfUnknown(listener, taste, now));
    return session;
  }

  /** Ends the session, if there is one. */
  @Transactional
  void checkOut(UUID listener) {
    Instant now = listeners.lock(listener);
    find(listener, now)
        .ifPresent(
            session -> {
              session.status = ListeningSession.ENDED;
              session.endedAt = now;
            });
  }

  /** The session that the listener is in. */
  @Transactional
  Optional<ListeningSession> current(UUID listener) {
    listeners.require(listener);
    return find(listener, listeners.now());
  }

  /**
   * Marks sessions whose time is over. They count for nothing from that moment on, marked or not;
   * the mark tells their rooms.
   *
   * @param limit at most so many
   * @return how many
   */
  @Transactional
  public int expire(int limit) {
    int expired =
        rows.createNativeMutationQuery(
                """
            update sessions set status = 'expired'
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
