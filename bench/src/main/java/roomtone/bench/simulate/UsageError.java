package roomtone.bench.simulate;

/** The command line cannot be carried out; the message says what to change. */
final class UsageError extends RuntimeException {

  private static final long serialVersionUID = 1;

  UsageError(String message) {
    super(message);
  }
}
