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
 * Signs addresses: whoever has a signed address may fetch its file until it expires.
 *
 * <p>The time of the signature is the start of the hour, so that all answers of an hour have the
 * same address and devices and caches recognise it.
 */
final class UrlSigner {

  /** Life of a signature from the start of the hour; an address is valid for an hour at least. */
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

  /** The signed address, the same for all times of an hour. */
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
