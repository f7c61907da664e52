package roomtone.problem;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Parses UUIDs that callers wrote. Only the canonical form of 36 characters is accepted (RFC 9562),
 * upper or lower case: {@link UUID#fromString} also takes {@code 1-1-1-1-1}.
 */
public final class Uuids {

  private static final Pattern CANONICAL =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Uuids() {}

  /** Returns the UUID that a text is; empty when the text is null or something else. */
  public static Optional<UUID> parse(String text) {
    return text != null && CANONICAL.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
