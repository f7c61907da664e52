package roomtone.auth;

import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;

/** Why an access token was refused, as the meter {@code roomtone.tokens.rejected} tells it. */
enum RejectionReason {
  EXPIRED("expired"),
  SIGNATURE("signature"),
  ALGORITHM("algorithm"),
  KEY("key"),
  CLAIMS("claims"),
  UNREADABLE("unreadable");

  /** The value of the tag. */
  final String tag;

  RejectionReason(String tag) {
    this.tag = tag;
  }

  /** Returns the reason of what the verification of a token threw. */
  static RejectionReason of(InvalidJwtException failure) {
    if (failure.hasExpired()) {
      return EXPIRED;
    }
    if (failure.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
      return SIGNATURE;
    }
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvableKeyException) {
        return KEY;
      }
    }
    return failure.getCause() == null ? CLAIMS : UNREADABLE;
  }
}
