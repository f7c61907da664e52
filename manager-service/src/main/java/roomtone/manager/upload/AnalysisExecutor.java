package roomtone.manager.upload;

import io.micrometer.core.instrument.MeterRegistry;
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
import roomtone.manager.analysis.AudioAnalysis;
import roomtone.manager.analysis.AudioAnalysis.SoundType;
import roomtone.manager.decode.AudioUnreadable;
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
  private final Timer timer;

  @Inject
  AnalysisExecutor(UploadSettings settings, MeterRegistry meters) {
    this(settings, meters, new AudioAnalysis());
  }

  AnalysisExecutor(UploadSettings settings, MeterRegistry meters, AudioAnalysis analysis) {
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
   * Analyses a recording.
   *
   * @param type soundscape or instrumental
   * @param title stated by the sender, or null
   * @param begins called when its turn has come
   * @throws Problem 503 when the server is about to stop
   */
  AnalysisResult run(ReceivedFile file, String type, String title, Runnable begins)
      throws IOException, AudioUnreadable {
    try {
      Future<AnalysisResult> future =
          workers.submit(
              () -> {
                begins.run();
                return analyse(file, type, title);
              });
      return await(future);
    } catch (RejectedExecutionException e) {
      throw shuttingDown();
    }
  }

  private AnalysisResult analyse(ReceivedFile file, String type, String title)
      throws IOException, AudioUnreadable, InterruptedException {
    Timer.Sample took = Timer.start();
    FileTags tags = FileTags.read(file.path(), file.format());
    AnalysisResult result =
        new AnalysisResult(
            tags, analysis.analyse(file.path(), SoundType.of(type), file.words(title, tags)));
    took.stop(timer);
    return result;
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
