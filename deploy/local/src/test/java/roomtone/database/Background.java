package roomtone.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs work in another thread, while the test goes on. */
final class Background {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Background() {}

  /** Starts the work; {@link #result} waits for its end. */
  static <T> CompletableFuture<T> start(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(work.get());
              } catch (RuntimeException | AssertionError failure) {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  /** What the work returned, after at most 30 seconds; fails when the work failed. */
  static <T> T result(CompletableFuture<T> work) {
    try {
      return work.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new AssertionError(failure.getCause());
    } catch (TimeoutException late) {
      throw new AssertionError("it did not end within " + LIMIT, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
