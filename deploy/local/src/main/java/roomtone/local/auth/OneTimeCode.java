package roomtone.local.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A code of six digits for an address.
 *
 * @param digits what the mail shows
 * @param hash SHA-224 of address and digits in hexadecimal, which is stored and stands in links
 */
record OneTimeCode(String digits, String hash) {

  private static final SecureRandom RANDOM = new SecureRandom();

  static OneTimeCode random(String address) {
    return of(address, "%06d".formatted(RANDOM.nextInt(1_000_000)));
  }

  static OneTimeCode of(String address, String digits) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-224")
              .digest((address + digits).getBytes(StandardCharsets.UTF_8));
      return new OneTimeCode(digits, HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-224 is part of every JDK", impossible);
    }
  }
}
