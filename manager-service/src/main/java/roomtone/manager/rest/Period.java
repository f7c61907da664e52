package roomtone.manager.rest;

import java.time.Instant;

/**
 * A period of time.
 *
 * @param from its first instant; null: no beginning
 * @param to the first instant after it; null: no end
 */
public record Period(Instant from, Instant to) {

  /** The period without beginning and end. */
  public static final Period ALWAYS = new Period(null, null);
}
