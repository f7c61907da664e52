package roomtone.doctor;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Why the bucket refused a call.
 *
 * @param text what happened
 * @param mend what to do about it
 */
record StorageFault(String text, String mend) {

  /**
   * Explains a failure.
   *
   * @param action what was tried, such as {@code put a file}
   * @param permission the name of the right that it needs
   */
  static StorageFault of(SdkException failure, String bucket, String action, String permission) {
    if (!(failure instanceof AwsServiceException refusal) || refusal.awsErrorDetails() == null) {
      return new StorageFault(
          "S3 cannot be reached: " + Http.reason(failure),
          "Correct QUARKUS_S3_ENDPOINT_OVERRIDE, or leave it out for Amazon's S3, and correct AWS_REGION.");
    }
    String code = String.valueOf(refusal.awsErrorDetails().errorCode());
    return switch (code) {
      case "NoSuchBucket" ->
          new StorageFault(
              "there is no bucket " + bucket, "Create it, or correct ROOMTONE_STORAGE_BUCKET.");
      case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken" ->
          new StorageFault(
              "S3 does not accept the keys (%s)".formatted(code),
              "Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.");
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          new StorageFault(
              "the bucket is in another region (%s)".formatted(code),
              "Set AWS_REGION to the region of the bucket.");
      case "RequestTimeTooSkewed" ->
          new StorageFault(
              "S3 refuses the time of this machine",
              "Synchronise the clock of this machine (NTP).");
      default ->
          new StorageFault(
              "may not %s (%s, status %d)".formatted(action, code, refusal.statusCode()),
              "Allow the manager's keys %s on the bucket %s.".formatted(permission, bucket));
    };
  }
}
