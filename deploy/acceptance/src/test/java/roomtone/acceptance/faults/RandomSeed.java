package roomtone.acceptance.faults;

import java.util.Optional;
import java.util.Random;

/** Where a test's random choices come from. */
final class RandomSeed {

  private RandomSeed() {}

  /** Takes {@code ROOMTONE_TEST_SEED}, or another each time, and says which. */
  static Random printed(String test) {
    long seed =
        Optional.ofNullable(System.getenv("ROOMTONE_TEST_SEED"))
            .map(Long::parseLong)
            .orElseGet(() -> new Random().nextLong(1_000_000));
    System.out.printf("%s: ROOMTONE_TEST_SEED=%d%n", test, seed);
    return new Random(seed);
  }
}
