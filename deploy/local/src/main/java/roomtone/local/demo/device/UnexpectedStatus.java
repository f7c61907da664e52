package roomtone.local.demo.device;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The manager or the storage answered with an error status. */
final class UnexpectedStatus extends IOException {

  private final int status;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param retryAfter the Retry-After header of the answer
   */
  UnexpectedStatus(String what, int status, Optional<Duration> retryAfter) {
    super("%s was answered %d".formatted(what, status));
    this.status = status;
    this.retryAfter = retryAfter;
  }

  int status() {
    return status;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Whether the same request would be refused again. */
  boolean isFinal() {
    return status >= 400 && status < 500 && status != 401 && status != 408 && status != 429;
  }
}
