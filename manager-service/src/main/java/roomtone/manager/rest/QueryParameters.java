package roomtone.manager.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import roomtone.problem.Uuids;

/**
 * Reads the query parameters of a call. A value that does not fit is refused with the name of its
 * parameter; one that is absent is null.
 */
public final class QueryParameters {

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private QueryParameters() {}

  /** Reads a UUID. */
  public static UUID uuid(String name, String text) {
    return text == null
        ? null
        : Uuids.parse(text)
            .orElseThrow(
                () ->
                    Fields.invalid(
                        name, "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000"));
  }

  /** Reads a time with its offset from UTC, in the years 2000 to 2199. */
  public static Instant instant(String name, String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (time.isBefore(EARLIEST) || !time.isBefore(LATEST)) {
        throw Fields.invalid(name, "must be in the years 2000 to 2199");
      }
      return time;
    } catch (DateTimeException e) {
      throw Fields.invalid(
          name, "must be a time such as 2026-11-01T00:00:00Z (write + as %2B in an address)");
    }
  }

  /** Reads true or false. */
  public static Boolean bool(String name, String text) {
    return text == null
        ? null
        : switch (text) {
          case "true" -> true;
          case "false" -> false;
          default -> throw Fields.invalid(name, "must be true or false");
        };
  }

  /** Reads a number within a range, ends included. */
  public static Double number(String name, String text, double min, double max) {
    if (text == null) {
      return null;
    }
    Optional<Double> number = parsed(text).filter(value -> value >= min && value <= max);
    return number.orElseThrow(
        () -> Fields.invalid(name, "must be a number from %.0f to %.0f".formatted(min, max)));
  }

  /** Reads a whole number within a range, ends included. */
  public static int integer(String name, String text, int min, int max) {
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw Fields.invalid(name, "must be a whole number from %d to %d".formatted(min, max));
  }

  private static Optional<Double> parsed(String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
