package roomtone.doctor;

/** The command line or an env file cannot be read; the message says what is wrong with it. */
final class UsageError extends RuntimeException {

  UsageError(String message) {
    super(message);
  }
}
