package roomtone.manager.device;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The token by which a device shows which player it is: 64 hex digits. The database holds its hash
 * only.
 */
public final class DeviceToken {

  private static final SecureRandom RANDOM = new SecureRandom();

  private DeviceToken() {}

  /** Creates a token of 256 random bits. */
  public static String create() {
    byte[] bits = new byte[32];
    RANDOM.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  /** The hash as {@code players.token} holds it: sha256:&lt;hex&gt; of the UTF-8 bytes. */
  public static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
