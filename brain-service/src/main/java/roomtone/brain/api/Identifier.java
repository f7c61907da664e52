package roomtone.brain.api;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import roomtone.problem.Problem;

/** Identifiers as callers write them: the 36 characters of a UUID, and nothing shorter. */
public final class Identifier {

  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Identifier() {}

  /** The UUID that a text is, if it is one. */
  public static Optional<UUID> find(String text) {
    return text != null && FORM.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  /**
   * The UUID that a text has to be.
   *
   * @param name what the caller knows it by
   * @throws Problem 400 malformed-id
   */
  public static UUID of(String name, String text) {
    return find(text)
        .orElseThrow(
            () ->
                Problem.of(
                    400,
                    "malformed-id",
                    "Malformed id",
                    name + " is a UUID such as 6f1e2d3c-4b5a-4678-9abc-def012345678."));
  }
}
