package roomtone.bench.simulate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import roomtone.local.demo.ServiceClient;
import roomtone.local.demo.ServiceClient.CreatedPlayer;
import roomtone.local.demo.ServiceClient.PlayerPage;
import roomtone.local.demo.ServiceClient.UnsuccessfulCall;

/** Adds the players of the simulated devices through the manager's API, and archives them. */
final class Players {

  /** How the slug of every simulated player begins. */
  static final String SLUG = "simulated-";

  /** How many calls are made at a time. */
  private static final int AT_ONCE = 8;

  private static final int ATTEMPTS = 5;
  private static final int NOT_FOUND = 404;

  private final ServiceClient staff;
  private final String run;
  private final ConcurrentLinkedQueue<UUID> added = new ConcurrentLinkedQueue<>();

  /** Whether a player may have been added whose answer was lost. */
  private volatile boolean mayHaveOthers;

  /**
   * @param staff is signed in
   * @param started names the players of this run
   */
  Players(ServiceClient staff, Instant started) {
    this.staff = staff;
    run = Long.toString(started.getEpochSecond(), 36);
  }

  /**
   * Adds players.
   *
   * @param progress is told how many there are so far
   * @throws SimulationFailure when the manager refuses
   */
  List<CreatedPlayer> add(int count, IntConsumer progress)
      throws SimulationFailure, InterruptedException {
    return Parallel.map(count, AT_ONCE, this::add, progress);
  }

  private CreatedPlayer add(int number) throws SimulationFailure, InterruptedException {
    try {
      CreatedPlayer created =
          staff.createPlayer(
              ServiceClient.object()
                  .put("name", "Simulated %s %06d".formatted(run, number + 1))
                  .put("slug", "%s%s-%06d".formatted(SLUG, run, number + 1)));
      added.add(created.id());
      return created;
    } catch (UnsuccessfulCall refused) {
      mayHaveOthers |= refused.status() >= 500;
      throw new SimulationFailure(
          refused.status() == 401 || refused.status() == 403
              ? "the staff account may not add players: it needs the role admin or manager"
              : "the manager refuses to add a player: " + refused.getMessage(),
          refused);
    } catch (IOException e) {
      mayHaveOthers = true;
      throw new SimulationFailure("the manager does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      mayHaveOthers = true;
      throw e;
    }
  }

  /**
   * Archives all players that were added.
   *
   * @param progress is told how many so far
   * @return how many could not be archived
   */
  int remove(IntConsumer progress) throws InterruptedException {
    List<UUID> players = new ArrayList<>(added);
    int left = 0;
    try {
      if (mayHaveOthers) {
        for (UUID other : find(SLUG + run + "-")) {
          if (!players.contains(other)) {
            players.add(other);
          }
        }
      }
    } catch (IOException unknown) {
      left = 1;
    }
    return left + remove(players, progress);
  }

  /**
   * Archives all simulated players of all runs that this account may see.
   *
   * @return how many could not be archived
   */
  int removeAll(IntConsumer progress) throws IOException, InterruptedException {
    return remove(find(SLUG), progress);
  }

  private List<UUID> find(String slug) throws IOException, InterruptedException {
    List<UUID> found = new ArrayList<>();
    for (int number = 1; ; number++) {
      PlayerPage page = staff.players(number);
      if (page.ids().isEmpty()) {
        return found;
      }
      for (int i = 0; i < page.ids().size(); i++) {
        if (page.slugs().get(i).startsWith(slug)) {
          found.add(page.ids().get(i));
        }
      }
    }
  }

  private int remove(List<UUID> players, IntConsumer progress) throws InterruptedException {
    try {
      return (int)
          Parallel.map(players.size(), AT_ONCE, i -> isRemoved(players.get(i)), progress).stream()
              .filter(removed -> !removed)
              .count();
    } catch (SimulationFailure impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private boolean isRemoved(UUID player) throws InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        staff.archivePlayer(player);
        return true;
      } catch (UnsuccessfulCall refused) {
        if (refused.status() == NOT_FOUND) {
          return true;
        }
      } catch (IOException tryAgain) {
        // It may answer in a moment.
      }
      Thread.sleep(Duration.ofMillis(500L << i));
    }
    return false;
  }
}
