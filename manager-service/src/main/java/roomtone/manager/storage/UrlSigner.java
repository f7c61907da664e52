package roomtone.manager.storage;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs addresses, so that whoever has one may fetch that file for a while.
 *
 * <p>It signs as if it were the start of the hour: all answers of one hour carry the same address,
 * so that devices and caches know it again.
 */
final class UrlSigner {

  /** Counted from the start of the hour, so an address is good for one hour at least. */
  static final Duration VALID = Duration.ofHours(2);

  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private final String region;

  UrlSigner(String region) {
    this.region = region;
  }

  /** The hour that an instant's addresses belong to. */
  static Instant hourOf(Instant at) {
    return at.truncatedTo(ChronoUnit.HOURS);
  }

  /** The address with a signature that is the same throughout the hour. */
  String sign(URI address, AwsCredentialsIdentity identity, Instant at) {
    Clock startOfHour = Clock.fixed(hourOf(at), ZoneOffset.UTC);
    SdkHttpRequest request =
        SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(address).build();
    return SIGNER
        .sign(
            r ->
                r.identity(identity)
                    .request(request)
                    .putProperty(HttpSigner.SIGNING_CLOCK, startOfHour)
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(
                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, VALID)
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                    // S3 signs the path as it stands
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false))
        .request()
        .getUri()
        .toString();
  }
}
