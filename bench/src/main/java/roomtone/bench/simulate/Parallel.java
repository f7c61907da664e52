package roomtone.bench.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Makes many blocking calls on virtual threads, a few at a time. */
final class Parallel {

  private Parallel() {}

  /** A call. */
  interface Task<T> {
    T run(int number) throws SimulationFailure, InterruptedException;
  }

  /**
   * Runs tasks 0 to count − 1; after the first failure no further one is started.
   *
   * @param progress is told after each how many are done
   * @return the results in the order of the numbers
   * @throws SimulationFailure the first failure
   */
  static <T> List<T> map(int count, int atOnce, Task<T> task, IntConsumer progress)
      throws SimulationFailure, InterruptedException {
    Semaphore permits = new Semaphore(atOnce);
    AtomicBoolean failed = new AtomicBoolean();
    AtomicInteger done = new AtomicInteger();
    List<Future<T>> futures = new ArrayList<>(count);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < count && !failed.get(); i++) {
          int number = i;
          permits.acquire();
          futures.add(
              threads.submit(
                  () -> {
                    try {
                      T result = task.run(number);
                      progress.accept(done.incrementAndGet());
                      return result;
                    } catch (Exception e) {
                      failed.set(true);
                      throw e;
                    } finally {
                      permits.release();
                    }
                  }));
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
      return results(futures);
    }
  }

  private static <T> List<T> results(List<Future<T>> futures)
      throws SimulationFailure, InterruptedException {
    List<T> results = new ArrayList<>(futures.size());
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case SimulationFailure failure -> throw failure;
          case InterruptedException interrupted -> throw interrupted;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
    return results;
  }
}
