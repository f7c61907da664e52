package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** Reads which listeners are in a room: those who have an active session there. */
@ApplicationScoped
class PresentListeners {

  private final Session rows;

  PresentListeners(Session rows) {
    this.rows = rows;
  }

  /** A listener who watches a room. */
  record Watcher(UUID listener, UUID player) {}

  /**
   * Whether a listener is in the room that the listener watches.
   *
   * @param hasAccount false when the user no longer exists
   */
  record Presence(UUID listener, UUID player, boolean hasAccount, boolean isPresent) {

    RoomView view() {
      return isPresent ? RoomView.PRESENT : RoomView.STRANGER;
    }
  }

  /** Returns how much of a room a listener sees. */
  @Transactional
  RoomView viewOf(UUID listener, UUID player) {
    return of(List.of(new Watcher(listener, player))).getFirst().view();
  }

  /** Returns in one query whether listeners are in rooms; one element for each watcher. */
  @Transactional
  List<Presence> of(List<Watcher> watchers) {
    return rows.createNativeQuery(
            """
            select w.listener, w.player,
              exists (select from profiles p where p.id = w.listener) as has_account,
              exists (
                select from sessions s
                where s.user_id = w.listener and s.player_id = w.player and s.status = 'active' and s.expires_at > now.now) as is_present
            from unnest(:listeners, :players) as w (listener, player) cross join (select roomtone.now() as now) now
            """,
            Presence.class)
        .setParameter("listeners", watchers.stream().map(Watcher::listener).toArray(UUID[]::new))
        .setParameter("players", watchers.stream().map(Watcher::player).toArray(UUID[]::new))
        .getResultList();
  }
}
