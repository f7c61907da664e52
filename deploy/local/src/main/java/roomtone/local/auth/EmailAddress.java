package roomtone.local.auth;

import java.util.Locale;
import java.util.regex.Pattern;

/** Reads e-mail addresses as people write them. */
final class EmailAddress {

  private static final Pattern FORM =
      Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+|[^@\\s]+@localhost");
  private static final int LONGEST = 255;

  private EmailAddress() {}

  /** The address in small letters, without spaces around it; not checked. */
  static String normalized(String email) {
    return email.strip().toLowerCase(Locale.ROOT);
  }

  /** As {@link #normalized}, checked. */
  static String checked(String email) {
    String address = normalized(email);
    if (address.length() > LONGEST || !FORM.matcher(address).matches()) {
      throw AuthFailure.invalid("Unable to validate email address: invalid format");
    }
    return address;
  }
}
