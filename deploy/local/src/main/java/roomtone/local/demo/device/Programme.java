package roomtone.local.demo.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the playing side and the network side tell each other: the manager's last instructions, and
 * how far the queue has been used up since.
 */
final class Programme {

  /** Whether the manager can be asked. */
  enum Contact {
    /** Nobody has tried yet. */
    UNTRIED,
    /** It answered last time. */
    MADE,
    /** It did not. */
    LOST
  }

  private Instructions instructions = Instructions.NONE;
  private List<Entry> upcoming = List.of();
  private Optional<UUID> lastStarted = Optional.empty();
  private Contact contact = Contact.UNTRIED;

  synchronized void follow(Instructions fresh) {
    instructions = fresh;
    upcoming = fresh.next();
    // It may have been written before the manager heard of the last start.
    lastStarted.ifPresent(this::dropUpTo);
  }

  /**
   * Instructions from before the device was switched off: a paused room stays silent. What was next
   * then has perhaps been played.
   */
  synchronized void remember(Instructions old) {
    instructions = old;
  }

  synchronized void started(UUID queueId) {
    lastStarted = Optional.of(queueId);
    dropUpTo(queueId);
  }

  private void dropUpTo(UUID queueId) {
    for (int i = 0; i < upcoming.size(); i++) {
      if (upcoming.get(i).queueId().equals(queueId)) {
        upcoming = new ArrayList<>(upcoming.subList(i + 1, upcoming.size()));
        return;
      }
    }
  }

  synchronized void contact(Contact state) {
    contact = state;
  }

  synchronized Contact contact() {
    return contact;
  }

  synchronized boolean mayPlay() {
    return instructions.mayPlay();
  }

  synchronized boolean isSkipped(UUID playId) {
    return instructions.skip().filter(playId::equals).isPresent();
  }

  /** What the manager wants played next, without what was started. */
  synchronized List<Entry> upcoming() {
    return List.copyOf(upcoming);
  }
}
