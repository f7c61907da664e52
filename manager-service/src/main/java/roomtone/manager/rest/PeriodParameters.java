package roomtone.manager.rest;

import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** The query parameters for a period. */
public class PeriodParameters {

  /** Its first instant. */
  @RestQuery
  @Parameter(
      description = "Then or later.",
      schema = @Schema(implementation = String.class, format = "date-time"),
      example = "2026-11-01T00:00:00Z")
  public String from;

  /** The first instant after it. */
  @RestQuery
  @Parameter(
      description = "Before then.",
      schema = @Schema(implementation = String.class, format = "date-time"),
      example = "2026-12-01T00:00:00Z")
  public String to;

  /**
   * The period that the caller names; it may have no beginning or no end.
   *
   * @throws roomtone.problem.Problem 400 when it ends before it begins
   */
  public Period period() {
    return inOrder(QueryParameters.instant("from", from), QueryParameters.instant("to", to));
  }

  /**
   * The period that the caller names, with a beginning and an end.
   *
   * @param now its end when none is named
   * @param defaultLength its length when no beginning is named
   * @param maxLength how long it may be
   * @throws roomtone.problem.Problem 400 when it is longer, or ends before it begins
   */
  public Period period(Instant now, Duration defaultLength, Duration maxLength) {
    Instant end = to == null ? now : QueryParameters.instant("to", to);
    Period period =
        inOrder(
            from == null ? end.minus(defaultLength) : QueryParameters.instant("from", from), end);
    if (period.from().plus(maxLength).isBefore(end)) {
      throw Fields.invalid(
          "to",
          "must be at most %d days after from: request a longer period in parts"
              .formatted(maxLength.toDays()));
    }
    return period;
  }

  private static Period inOrder(Instant from, Instant to) {
    if (from != null && to != null && !from.isBefore(to)) {
      throw Fields.invalid("to", "must be later than from");
    }
    return new Period(from, to);
  }
}
