package roomtone.bench.brain;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.load.Request;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalAuth.Signature;

/** Votes of many listeners in turn, each for another song, with tokens as Auth signs them. */
final class Votes {

  /** Which room a vote was cast in: the number of the player. */
  record Cast(int player) {}

  private final Dataset.Size town;
  private final List<String> tokens = new ArrayList<>();
  private long cast;

  /**
   * @param listeners how many of the town's people vote
   * @param from how many votes each of them has cast before
   */
  Votes(Dataset world, LocalAuth auth, int listeners, int from) {
    town = world.size();
    cast = (long) from * listeners;
    for (int n = 1; n <= listeners; n++) {
      tokens.add(auth.sign(auth.claims(Dataset.id("user", n)), Signature.OURS));
    }
  }

  /** The next vote: each listener goes through the songs in an order of their own. */
  Request next() {
    int listener = (int) (cast % tokens.size()) + 1;
    long turn = cast / tokens.size();
    cast++;
    int song = (int) ((listener * 37L + turn * 101) % town.songs()) + 1;
    int value = ThreadLocalRandom.current().nextInt(1, 6);
    String body =
        "{\"song_id\":\"%s\",\"vote_value\":%d}".formatted(Dataset.id("song", song), value);
    return Request.post(
        "/api/votes",
        body,
        201,
        new Cast(listener % town.players() + 1),
        "Authorization: Bearer " + tokens.get(listener - 1),
        "Idempotency-Key: " + UUID.randomUUID());
  }
}
