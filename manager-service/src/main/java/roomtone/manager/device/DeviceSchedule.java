package roomtone.manager.device;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Runs the recurring work for devices. */
@ApplicationScoped
class DeviceSchedule {

  private final Heartbeats heartbeats;
  private final OfflineSweep offline;
  private final OverduePlaySweep overdue;
  private final KnownDevices devices;
  private final PollPace pace;

  DeviceSchedule(
      Heartbeats heartbeats,
      OfflineSweep offline,
      OverduePlaySweep overdue,
      KnownDevices devices,
      PollPace pace) {
    this.heartbeats = heartbeats;
    this.offline = offline;
    this.overdue = overdue;
    this.devices = devices;
    this.pace = pace;
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void writeHeartbeats() {
    heartbeats.writeInTime();
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void sampleLatency() {
    pace.sampleLatency();
  }

  @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
  void sweepOffline() {
    offline.sweep();
  }

  @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
  void sweepOverduePlays() {
    overdue.sweep();
  }

  @Scheduled(every = "60s", concurrentExecution = ConcurrentExecution.SKIP)
  void removeSilent() {
    devices.removeSilent();
  }

  /** Writes the heartbeats that were collected, so that they are not lost with the pod. */
  void stop(@Observes ShutdownEvent event) {
    heartbeats.write();
  }
}
