package roomtone.bench.simulate;

/** The fleet could not be prepared or removed; the message says why and what to do. */
final class SimulationFailure extends Exception {

  private static final long serialVersionUID = 1;

  SimulationFailure(String message) {
    super(message);
  }

  SimulationFailure(String message, Exception cause) {
    super(message, cause);
  }
}
