package roomtone.manager.rest;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import roomtone.problem.Problem;

/**
 * UUIDs as others write them. Java's own parser takes "1-1-1-1-1" for one; PostgreSQL and we do
 * not.
 */
public final class Uuids {

  private static final Pattern FORM =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  private Uuids() {}

  /** Empty when the text is null or no UUID. */
  public static Optional<UUID> parse(String text) {
    return text != null && FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  /**
   * The UUID in a path. Whatever is none names nothing, so it is answered as the unknown is.
   *
   * @param unknown makes the problem of an unknown one
   */
  public static UUID inPath(String text, Supplier<Problem> unknown) {
    return parse(text).orElseThrow(unknown);
  }
}
