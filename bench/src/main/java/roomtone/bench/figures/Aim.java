package roomtone.bench.figures;

/**
 * A figure that something was to reach.
 *
 * @param name what was measured
 * @param measured what came out
 * @param bound what it is held against
 * @param atLeast whether it should be the bound or more; else the bound or less
 * @param unit of both
 */
public record Aim(String name, double measured, double bound, boolean atLeast, String unit) {

  /** Something that should be as much as the bound, or more. */
  public static Aim atLeast(String name, double measured, double bound, String unit) {
    return new Aim(name, measured, bound, true, unit);
  }

  /** Something that should be as much as the bound, or less. */
  public static Aim atMost(String name, double measured, double bound, String unit) {
    return new Aim(name, measured, bound, false, unit);
  }

  /** Whether it was reached; what is no number never is. */
  public boolean met() {
    return atLeast ? measured >= bound : measured <= bound;
  }

  /** How well it was reached: 1 just so, 2 twice as well, 0.5 half. */
  public double ratio() {
    return atLeast ? measured / bound : bound / measured;
  }
}
