package roomtone.local.demo.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a device plays next: the manager's last instructions, and which entries of its queue have
 * been started since.
 */
public final class PlayQueue {

  /** Whether the manager answers. */
  public enum Contact {
    /** No poll was sent yet. */
    UNTRIED,
    /** The last poll was answered. */
    MADE,
    /** The last poll failed. */
    LOST
  }

  private Instructions instructions = Instructions.NONE;
  private List<QueueEntry> upcoming = List.of();
  private Optional<UUID> lastStarted = Optional.empty();
  private Contact contact = Contact.UNTRIED;

  /** Takes over new instructions. */
  public synchronized void follow(Instructions fresh) {
    instructions = fresh;
    upcoming = fresh.next();
    // The manager may have written them before it had the report of the last start.
    lastStarted.ifPresent(this::dropUpTo);
  }

  /**
   * Takes over instructions from before the device was switched off, so that a paused room stays
   * silent; but not their queue, which may have been played since.
   */
  synchronized void remember(Instructions old) {
    instructions = old;
  }

  /** Removes an entry that was started, and those before it. */
  public synchronized void started(UUID queueId) {
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

  /** Sets whether the manager answers. */
  public synchronized void contact(Contact state) {
    contact = state;
  }

  /** Whether the manager answers. */
  public synchronized Contact contact() {
    return contact;
  }

  /** Whether the room is open and not paused. */
  public synchronized boolean mayPlay() {
    return instructions.mayPlay();
  }

  /** Whether staff want that play to end. */
  public synchronized boolean isSkipped(UUID playId) {
    return instructions.skip().filter(playId::equals).isPresent();
  }

  /** The entries of the queue that were not started yet, in order. */
  public synchronized List<QueueEntry> upcoming() {
    return List.copyOf(upcoming);
  }
}
