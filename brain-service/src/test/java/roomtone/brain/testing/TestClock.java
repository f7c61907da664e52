package roomtone.brain.testing;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import roomtone.local.testing.MovableClock;

/** Provides the clock of the service. The clock of the database is another one. */
class TestClock {

  @Produces
  @Singleton
  MovableClock clock() {
    return new MovableClock();
  }
}
