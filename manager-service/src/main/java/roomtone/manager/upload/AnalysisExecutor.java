package roomtone.manager.upload;

import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import roomtone.manager.analysis.Analysis;
import roomtone.manager.analysis.AudioAnalysis;
import roomtone.manager.analysis.AudioAnalysis.SoundType;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/**
 * Analyses recordings on a few threads of low priority, so that devices do not wait for it. Callers
 * wait for their turn and their result.
 */
@ApplicationScoped
class AnalysisExecutor {

  private static final Duration RETRY = Duration.ofSeconds(5);

  private final AudioAnalysis analysis;
  private final ExecutorService workers;
  private final Meters meters;
  private final AtomicInteger waiting = new AtomicInteger();

  @Inject
  AnalysisExecutor(UploadSettings settings, Meters meters) {
    this(settings, meters, new AudioAnalysis());
  }

  AnalysisExecutor(UploadSettings settings, Meters meters, AudioAnalysis analysis) {
    this.analysis = analysis;
    this.workers =
        Executors.newFixedThreadPool(
            settings.analysisWorkers(),
            Thread.ofPlatform()
                .name("analysis-", 0)
                .daemon(true)
                .priority(Thread.MIN_PRIORITY)
                .factory());
    this.meters = meters;
    meters.gauge("roomtone.uploads.waiting", waiting, AtomicInteger::get);
  }

  /**
   * Analyses a recording.
   *
   * @param type soundscape or instrumental
   * @param title stated by the sender, or null
   * @param begins called when its turn has come
   * @throws Problem 503 when the server is about to stop
   */
  AnalysisResult run(ReceivedFile file, String type, String title, Runnable begins)
      throws IOException, AudioUnreadable {
    AtomicBoolean counted = new AtomicBoolean(true);
    waiting.incrementAndGet();
    Runnable leave =
        () -> {
          if (counted.compareAndSet(true, false)) {
            waiting.decrementAndGet();
          }
        };
    try {
      Future<AnalysisResult> future =
          workers.submit(
              () -> {
                leave.run();
                begins.run();
                return analyse(file, type, title);
              });
      return await(future);
    } catch (RejectedExecutionException e) {
      throw shuttingDown();
    } finally {
      leave.run();
    }
  }

  private AnalysisResult analyse(ReceivedFile file, String type, String title)
      throws IOException, AudioUnreadable, InterruptedException {
    Timer.Sample taken = Timer.start();
    String outcome = "failed";
    try {
      FileTags tags = FileTags.read(file.path(), file.format());
      Analysis found = analysis.analyse(file.path(), SoundType.of(type), file.words(title, tags));
      outcome = found.complete() ? "whole" : "partial";
      return new AnalysisResult(tags, found);
    } catch (AudioUnreadable e) {
      outcome = "refused";
      throw e;
    } finally {
      taken.stop(meters.timer("roomtone.uploads.analysis", outcome));
    }
  }

  private static AnalysisResult await(Future<AnalysisResult> future)
      throws IOException, AudioUnreadable {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw shuttingDown();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case AudioUnreadable unreadable -> throw unreadable;
        case IOException disk -> throw disk;
        case RuntimeException unforeseen -> throw unforeseen;
        case InterruptedException _ -> throw shuttingDown();
        default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static Problem shuttingDown() {
    return Problem.of("shutting-down").retryAfter(RETRY);
  }

  @PreDestroy
  void stop() {
    workers.shutdownNow();
  }
}
