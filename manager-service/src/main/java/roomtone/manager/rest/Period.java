package roomtone.manager.rest;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from its first instant; null: since ever
 * @param to the first instant behind it; null: for ever
 */
public record Period(Instant from, Instant to) {

  /** All there is. */
  public static final Period ALWAYS = new Period(null, null);
}
