package roomtone.manager.player;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The stream of one watcher, with the players whose change it has not been sent yet. Whoever reads
 * slowly gets all changes since in one event. Empty events are heartbeats.
 */
final class PlayerStream {

  private static final Comparator<PlayerView> BY_NAME =
      Comparator.comparing(PlayerView::name).thenComparing(PlayerView::id);

  /**
   * Who watches, and until when their token allows it.
   *
   * @param all whether they may see all players; else those that they manage
   */
  record Watcher(UUID user, boolean all, Instant until) {

    boolean sees(PlayerView player) {
      return all || user.equals(player.managerId());
    }
  }

  /** One event: all players that the watcher may see on connect, then those that changed. */
  @Schema(name = "PlayersChanged")
  record Event(
      @Schema(
              description =
                  "The players that changed, in their new state; after connecting all of them.")
          List<PlayerView> players,
      @Schema(description = "Players that were archived or that now have another manager.")
          List<UUID> gone) {}

  private final Watcher watcher;
  private final MultiEmitter<? super Optional<Event>> emitter;
  private final Set<UUID> pending = new HashSet<>();
  private final Set<UUID> shown = new HashSet<>();

  /** Whether the first event was sent. */
  private boolean begun;

  PlayerStream(Watcher watcher, MultiEmitter<? super Optional<Event>> emitter) {
    this.watcher = watcher;
    this.emitter = emitter;
  }

  Watcher watcher() {
    return watcher;
  }

  /** Sends the first event. */
  synchronized void begin(Collection<PlayerView> players) {
    begun = true;
    emit(visible(players.stream().toList()), List.of());
  }

  /** Marks players as changed. */
  synchronized void mark(Collection<UUID> changed) {
    pending.addAll(changed);
  }

  /**
   * Sends the marked players, when the watcher is ready for an event.
   *
   * @param players all players in use
   */
  synchronized void sendPending(Map<UUID, PlayerView> players) {
    if (!begun || pending.isEmpty() || emitter.requested() <= 0) {
      return;
    }
    List<PlayerView> changed =
        visible(pending.stream().map(players::get).filter(player -> player != null).toList());
    Set<UUID> ids = changed.stream().map(PlayerView::id).collect(Collectors.toSet());
    List<UUID> gone =
        pending.stream().filter(id -> !ids.contains(id) && shown.contains(id)).sorted().toList();
    pending.clear();
    if (!changed.isEmpty() || !gone.isEmpty()) {
      emit(changed, gone);
    }
  }

  /** Shows the watcher, and the proxies between, that the connection is open. */
  synchronized void sendHeartbeat() {
    if (begun && emitter.requested() > 0) {
      emitter.emit(Optional.empty());
    }
  }

  void end() {
    emitter.complete();
  }

  private List<PlayerView> visible(List<PlayerView> players) {
    return players.stream().filter(watcher::sees).sorted(BY_NAME).toList();
  }

  private void emit(List<PlayerView> changed, List<UUID> gone) {
    changed.forEach(player -> shown.add(player.id()));
    gone.forEach(shown::remove);
    emitter.emit(Optional.of(new Event(changed, gone)));
  }
}
