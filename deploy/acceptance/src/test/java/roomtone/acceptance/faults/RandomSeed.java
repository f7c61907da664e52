package roomtone.acceptance.faults;

import java.util.Optional;
import java.util.Random;

/** The seed of a test's random choices. */
final class RandomSeed {

  private RandomSeed() {}

  /** Random numbers with the seed {@code ROOMTONE_TEST_SEED} or a random one, which is printed. */
  static Random printed(String test) {
    long seed =
        Optional.ofNullable(System.getenv("ROOMTONE_TEST_SEED"))
            .map(Long::parseLong)
            .orElseGet(() -> new Random().nextLong(1_000_000));
    System.out.printf("%s: ROOMTONE_TEST_SEED=%d%n", test, seed);
    return new Random(seed);
  }
}
