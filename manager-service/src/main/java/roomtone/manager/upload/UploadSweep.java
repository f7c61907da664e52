package roomtone.manager.upload;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Removes received files that no upload works on any more, and old entries of the upload log. */
@ApplicationScoped
class UploadSweep {

  private static final Logger LOG = Logger.getLogger(UploadSweep.class);

  /** An upload works on its file for minutes; an older file was left by a process that ended. */
  private static final Duration ABANDONED = Duration.ofHours(2);

  private final DiskSpace disk;
  private final UploadLog log;
  private final Clock clock;

  UploadSweep(DiskSpace disk, UploadLog log, Clock clock) {
    this.disk = disk;
    this.log = log;
    this.clock = clock;
  }

  void sweepDisk(@Observes StartupEvent start) {
    sweepDisk();
  }

  @Scheduled(
      every = "{roomtone.uploads.sweep-every}",
      delayed = "{roomtone.uploads.sweep-delay}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    sweepDisk();
    log.sweep();
  }

  private void sweepDisk() {
    try {
      disk.sweep(clock.instant().minus(ABANDONED));
    } catch (IOException e) {
      LOG.warnf("abandoned files not removed: %s", e.getMessage());
    }
  }
}
