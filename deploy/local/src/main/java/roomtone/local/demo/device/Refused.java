package roomtone.local.demo.device;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The manager or the storage answered, but not with what was asked for. */
final class Refused extends IOException {

  private final int status;
  private final transient Optional<Duration> retryAfter;

  /**
   * @param retryAfter what the answer asks for
   */
  Refused(String what, int status, Optional<Duration> retryAfter) {
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

  /** Asking the same again will not help. */
  boolean isFinal() {
    return status >= 400 && status < 500 && status != 401 && status != 408 && status != 429;
  }
}
