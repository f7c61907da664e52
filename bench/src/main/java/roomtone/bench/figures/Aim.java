package roomtone.bench.figures;

/**
 * A figure and the value that it should reach.
 *
 * @param name what was measured
 * @param measured the result
 * @param bound the value to reach
 * @param atLeast whether it should be the bound or more; else the bound or less
 * @param unit the unit of both
 */
public record Aim(String name, double measured, double bound, boolean atLeast, String unit) {

  /** An aim that is met at the bound or above. */
  public static Aim atLeast(String name, double measured, double bound, String unit) {
    return new Aim(name, measured, bound, true, unit);
  }

  /** An aim that is met at the bound or below. */
  public static Aim atMost(String name, double measured, double bound, String unit) {
    return new Aim(name, measured, bound, false, unit);
  }

  /** Whether the aim is met; NaN never meets one. */
  public boolean met() {
    return atLeast ? measured >= bound : measured <= bound;
  }

  /** The result relative to the bound: 1 just met, 2 twice as good, 0.5 half as good. */
  public double ratio() {
    return atLeast ? measured / bound : bound / measured;
  }
}
