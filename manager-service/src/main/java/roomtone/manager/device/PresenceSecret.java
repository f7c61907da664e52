package roomtone.manager.device;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;

/**
 * The secret of a room, from which its presence codes are computed. The codes are those of the SQL
 * function {@code roomtone.presence_code}. No method returns the secret as text.
 */
public final class PresenceSecret {

  /** How long a code is shown. */
  public static final Duration PERIOD = Duration.ofMinutes(5);

  private static final int CODES = 1_000_000;

  private final byte[] secret;

  /** How far the database's clock is ahead of this pod's, in whole seconds. */
  private final long ahead;

  /**
   * A secret as the database holds it, for instants by the database's clock.
   *
   * @param secret 32 bytes
   */
  public PresenceSecret(byte[] secret) {
    this(secret, Duration.ZERO);
  }

  /**
   * A secret as the database holds it, for instants by this pod's clock.
   *
   * @param secret 32 bytes
   * @param ahead how far the database's clock, by which codes are checked, is ahead of this pod's;
   *     rounded to seconds
   */
  PresenceSecret(byte[] secret, Duration ahead) {
    this.secret = secret.clone();
    this.ahead = Math.round(ahead.toMillis() / 1000.0);
  }

  /** The number of the period of an instant: {@link #PERIOD}s since 1970-01-01T00:00:00Z. */
  long periodOf(Instant at) {
    return Math.floorDiv(at.getEpochSecond() + ahead, PERIOD.toSeconds());
  }

  /**
   * The code of an instant: the first 8 bytes of SHA-256(secret, number of the period as 8 bytes),
   * an unsigned big-endian number, modulo 1,000,000.
   */
  public PresenceCode codeAt(Instant at) {
    long period = periodOf(at);
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(secret);
      byte[] digest = sha256.digest(ByteBuffer.allocate(Long.BYTES).putLong(period).array());
      long code = Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), CODES);
      return new PresenceCode(
          "%06d".formatted(code), Instant.ofEpochSecond((period + 1) * PERIOD.toSeconds()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Keeps the secret out of logs. */
  @Override
  public String toString() {
    return "PresenceSecret[hidden]";
  }
}
