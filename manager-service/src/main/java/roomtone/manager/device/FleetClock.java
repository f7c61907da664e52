package roomtone.manager.device;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** When the recurring work of the fleet is done. */
@ApplicationScoped
class FleetClock {

  private final Heartbeats heartbeats;
  private final OfflineSweep sweep;
  private final Fleet fleet;
  private final PollPace pace;

  FleetClock(Heartbeats heartbeats, OfflineSweep sweep, Fleet fleet, PollPace pace) {
    this.heartbeats = heartbeats;
    this.sweep = sweep;
    this.fleet = fleet;
    this.pace = pace;
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void writeHeartbeats() {
    heartbeats.writeInTime();
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void feelThePulse() {
    pace.feelThePulse();
  }

  @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
  void sweepOffline() {
    sweep.sweep();
  }

  @Scheduled(every = "60s", concurrentExecution = ConcurrentExecution.SKIP)
  void forgetTheSilent() {
    fleet.forgetTheSilent();
  }

  /** What has gathered is not lost with the pod. */
  void stop(@Observes ShutdownEvent event) {
    heartbeats.write();
  }
}
