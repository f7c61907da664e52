package roomtone.bench.figures;

import java.lang.management.ManagementFactory;

/** What everything shares. */
final class Machine {

  private Machine() {}

  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** The load average of the last minute; negative where the system keeps none. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
