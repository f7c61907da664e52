package roomtone.bench.brain;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import roomtone.bench.dataset.Dataset;
import roomtone.bench.load.Request;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalAuth.Signature;

/** Requests of votes: many listeners in turn, each vote for another song, with signed tokens. */
final class Votes {

  /** The number of the player in whose room a vote was cast. */
  record Cast(int player) {}

  private final Dataset.Size dataset;
  private final List<String> tokens = new ArrayList<>();
  private long cast;

  /**
   * @param listeners how many listeners of the data set vote
   * @param from how many votes each of them has already
   */
  Votes(Dataset world, LocalAuth auth, int listeners, int from) {
    dataset = world.size();
    cast = (long) from * listeners;
    for (int n = 1; n <= listeners; n++) {
      tokens.add(auth.sign(auth.claims(Dataset.id("user", n)), Signature.OURS));
    }
  }

  /** The next vote; each listener votes for the songs in another order. */
  Request next() {
    int listener = (int) (cast % tokens.size()) + 1;
    long turn = cast / tokens.size();
    cast++;
    int song = (int) ((listener * 37L + turn * 101) % dataset.songs()) + 1;
    int value = ThreadLocalRandom.current().nextInt(1, 6);
    String body =
        "{\"song_id\":\"%s\",\"vote_value\":%d}".formatted(Dataset.id("song", song), value);
    return Request.post(
        "/api/votes",
        body,
        201,
        new Cast(listener % dataset.players() + 1),
        "Authorization: Bearer " + tokens.get(listener - 1),
        "Idempotency-Key: " + UUID.randomUUID());
  }
}
