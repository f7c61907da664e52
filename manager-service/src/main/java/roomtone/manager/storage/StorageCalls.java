package roomtone.manager.storage;

import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import roomtone.meter.Meters;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Measures the calls of S3. */
@ApplicationScoped
class StorageCalls {

  private final Meters meters;

  StorageCalls(Meters meters) {
    this.meters = meters;
  }

  /**
   * Makes a call and counts its time and outcome.
   *
   * @param operation put, get, head, list or delete
   * @return what the call returns; what it throws is thrown
   */
  <T> T time(String operation, Supplier<T> call) {
    Timer.Sample taken = Timer.start();
    String outcome = "failed";
    try {
      T answer = call.get();
      outcome = "done";
      return answer;
    } catch (NoSuchKeyException e) {
      outcome = "missing";
      throw e;
    } finally {
      taken.stop(meters.timer("roomtone.storage.calls", operation, outcome));
    }
  }
}
