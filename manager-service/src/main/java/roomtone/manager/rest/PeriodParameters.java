package roomtone.manager.rest;

import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which stretch of time is meant, as the query of a call says it. */
public class PeriodParameters {

  /** Its first instant. */
  @RestQuery
  @Parameter(
      description = "Then or later.",
      schema = @Schema(implementation = String.class, format = "date-time"),
      example = "2026-11-01T00:00:00Z")
  public String from;

  /** The first instant behind it. */
  @RestQuery
  @Parameter(
      description = "Before then.",
      schema = @Schema(implementation = String.class, format = "date-time"),
      example = "2026-12-01T00:00:00Z")
  public String to;

  /**
   * What is asked for, open where it is.
   *
   * @throws roomtone.problem.Problem 400 when it ends before it begins
   */
  public Period period() {
    return inOrder(QueryParameters.instant("from", from), QueryParameters.instant("to", to));
  }

  /**
   * What is asked for, with a beginning and an end.
   *
   * @param now where it ends unless said otherwise
   * @param usual how long it is unless said otherwise
   * @param longest days that it may span
   * @throws roomtone.problem.Problem 400 when it is longer, or ends before it begins
   */
  public Period period(Instant now, Duration usual, Duration longest) {
    Instant end = to == null ? now : QueryParameters.instant("to", to);
    Period period =
        inOrder(from == null ? end.minus(usual) : QueryParameters.instant("from", from), end);
    if (period.from().plus(longest).isBefore(end)) {
      throw Fields.invalid(
          "to", "is at most %d days after from; ask in parts".formatted(longest.toDays()));
    }
    return period;
  }

  private static Period inOrder(Instant from, Instant to) {
    if (from != null && to != null && !from.isBefore(to)) {
      throw Fields.invalid("to", "is later than from");
    }
    return new Period(from, to);
  }
}
