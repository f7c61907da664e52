package roomtone.manager.upload;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import roomtone.manager.analysis.AudioAnalysis;
import roomtone.manager.analysis.AudioAnalysis.SoundType;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.problem.Problem;

/**
 * Where recordings are listened to: by a few workers of low priority, so that devices do not wait
 * for it. Whoever brings one waits until it was its turn.
 */
@ApplicationScoped
class AnalysisDesk {

  /**
   * What was found.
   *
   * @param tags what the file says of itself
   */
  record Result(Tags tags, Findings findings) {}

  private final AudioAnalysis analysis;
  private final ExecutorService workers;
  private final Timer timer;

  @Inject
  AnalysisDesk(UploadSettings settings, MeterRegistry meters) {
    this(settings, meters, new AudioAnalysis());
  }

  AnalysisDesk(UploadSettings settings, MeterRegistry meters, AudioAnalysis analysis) {
    this.analysis = analysis;
    this.workers =
        Executors.newFixedThreadPool(
            settings.analysisWorkers(),
            Thread.ofPlatform()
                .name("analysis-", 0)
                .daemon(true)
                .priority(Thread.MIN_PRIORITY)
                .factory());
    this.timer = meters.timer("roomtone.uploads.analysis");
  }

  /**
   * Listens to a recording.
   *
   * @param type as a row holds it
   * @param title stated by who sent it, or null
   * @param begins called when its turn has come
   */
  Result listen(Recording recording, String type, String title, Runnable begins)
      throws IOException, AudioUnreadable {
    return await(
        () -> {
          begins.run();
          Timer.Sample took = Timer.start();
          Tags tags = Tags.read(recording.file(), recording.format());
          Findings findings =
              Findings.of(
                  analysis.analyse(
                      recording.file(), SoundType.of(type), recording.words(title, tags)));
          took.stop(timer);
          return new Result(tags, findings);
        });
  }

  private Result await(Callable<Result> work) throws IOException, AudioUnreadable {
    Future<Result> future;
    try {
      future = workers.submit(work);
    } catch (RejectedExecutionException e) {
      throw shuttingDown();
    }
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw shuttingDown();
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  /** Declared is what is thrown on; what nobody declared is unforeseen. */
  private static RuntimeException unwrapped(Throwable cause) throws IOException, AudioUnreadable {
    if (cause instanceof AudioUnreadable unreadable) {
      throw unreadable;
    } else if (cause instanceof IOException disk) {
      throw disk;
    } else if (cause instanceof RuntimeException unforeseen) {
      return unforeseen;
    }
    return cause instanceof InterruptedException
        ? shuttingDown()
        : new IllegalStateException(cause);
  }

  private static Problem shuttingDown() {
    return Problem.of(
            503,
            "shutting-down",
            "Shutting down",
            "This server is about to stop; nothing was kept. Send the recording again.")
        .retryAfter(Duration.ofSeconds(5));
  }

  @PreDestroy
  void stop() {
    workers.shutdownNow();
  }
}
