package roomtone.manager.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import roomtone.manager.decode.AudioFormat;
import roomtone.problem.Problem;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The files of the songs, in one S3 bucket. */
@ApplicationScoped
public class SongStorage {

  private static final Logger LOG = Logger.getLogger(SongStorage.class);
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** About 10 MB. */
  private static final int MOST_SIGNED = 10_000;

  /** All songs lie under it. */
  static final String PREFIX = "songs/";

  private final S3Client s3;
  private final String bucket;
  private final BucketUrls addresses;
  private final UrlSigner signer;

  /** A song stands in many queues, and its address is the same throughout the hour. */
  private final Cache<Signed, String> signed =
      Caffeine.newBuilder().maximumSize(MOST_SIGNED).build();

  /** Credentials are renewed minutes before they run out. */
  private static final Duration IDENTITY_LIVES = Duration.ofSeconds(60);

  /** Less, so that they do not grow too old between a look and a use. */
  private static final Duration IDENTITY_AT_HAND = Duration.ofSeconds(50);

  private volatile Identified identified;

  /** Who we are, and when we asked. */
  private record Identified(AwsCredentialsIdentity identity, long askedNanos) {
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - askedNanos);
    }
  }

  /** What an address depends on; credentials may change within the hour. */
  private record Signed(String key, Signature by) {}

  SongStorage(
      S3Client s3,
      StorageSettings settings,
      @ConfigProperty(name = "quarkus.s3.aws.region") Optional<String> region,
      @ConfigProperty(name = "quarkus.s3.endpoint-override") Optional<URI> endpoint) {
    this.s3 = s3;
    this.bucket = settings.bucket().orElseThrow();
    this.addresses =
        new BucketUrls(bucket, region.orElseThrow(), settings.publicEndpoint().or(() -> endpoint));
    this.signer = new UrlSigner(region.orElseThrow());
  }

  /** Where a file belongs: the same content always at the same place. */
  public static String keyOf(String sha256, AudioFormat format) {
    return PREFIX + sha256 + "." + format.extension();
  }

  /** The address that {@code songs.file_url} holds. */
  public String address(String key) {
    return addresses.of(key).toString();
  }

  /**
   * Stores a file; the server checks the hash before it keeps it.
   *
   * @throws Problem 503 when the server cannot be reached or refuses
   */
  public void put(String key, Path file, AudioFormat format, String sha256) {
    try {
      s3.putObject(
          put ->
              put.bucket(bucket)
                  .key(key)
                  .contentType(format.contentType())
                  .checksumSHA256(
                      Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256))),
          RequestBody.fromFile(file));
    } catch (SdkException e) {
      LOG.errorf("file not stored key=%s: %s", key, e.getMessage());
      throw away("The file could not be stored. Try again in a moment.");
    }
  }

  /**
   * Fetches a file.
   *
   * @param to not there yet
   * @throws Problem 409 when it is not there, 503 when the server cannot be reached
   */
  public void get(String key, Path to) {
    try {
      s3.getObject(get -> get.bucket(bucket).key(key), to);
    } catch (NoSuchKeyException e) {
      throw Problem.of(
          409,
          "file-missing-in-storage",
          "File missing in storage",
          "The song's file is no longer in the bucket. Upload it again: PUT /api/admin/songs/{id}/file.");
    } catch (SdkException e) {
      LOG.errorf("file not fetched key=%s: %s", key, e.getMessage());
      throw away("The file could not be fetched. Try again in a moment.");
    }
  }

  private static Problem away(String detail) {
    return Problem.of(503, "storage-away", "Storage away", detail).retryAfter(RETRY);
  }

  /** Where a file lies; empty when that is not in our bucket. */
  public Optional<String> keyIn(String fileUrl) {
    return addresses.keyIn(fileUrl);
  }

  /**
   * An address that a device may fetch the file from, the same throughout the hour.
   *
   * @param fileUrl as the row holds it; an address outside of the bucket is answered as it is
   */
  public String signedUrl(String fileUrl, Instant at) {
    return addresses.keyIn(fileUrl).map(key -> signed(key, identity(), at)).orElse(fileUrl);
  }

  /**
   * What all addresses have in common that are signed at that time: as long as it is the same, so
   * are they. It says nothing to anybody else.
   */
  public record Signature(Instant hour, String accessKeyId) {}

  /** Of now; may have to ask who we are. */
  public Signature signature(Instant at) {
    return signature(identity(), at);
  }

  /** As {@link #signature(Instant)}, for those who must not wait: empty when it is not known. */
  public Optional<Signature> signatureAtHand(Instant at) {
    Identified last = identified;
    return last == null || last.age().compareTo(IDENTITY_AT_HAND) >= 0
        ? Optional.empty()
        : Optional.of(signature(last.identity(), at));
  }

  private static Signature signature(AwsCredentialsIdentity identity, Instant at) {
    return new Signature(UrlSigner.hourOf(at), identity.accessKeyId());
  }

  private String signed(String key, AwsCredentialsIdentity identity, Instant at) {
    return signed.get(
        new Signed(key, signature(identity, at)),
        unsigned -> signer.sign(addresses.of(key), identity, at));
  }

  /** All files with the times of their last change, a thousand or so at once. */
  void forEachPage(Consumer<Map<String, Instant>> reader) {
    s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(PREFIX)).stream()
        .map(
            page ->
                page.contents().stream()
                    .collect(Collectors.toMap(S3Object::key, S3Object::lastModified)))
        .forEach(reader);
  }

  /** When a file was last written; empty when it is not there. */
  Optional<Instant> modified(String key) {
    try {
      return Optional.of(s3.headObject(head -> head.bucket(bucket).key(key)).lastModified());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  void remove(String key) {
    s3.deleteObject(delete -> delete.bucket(bucket).key(key));
  }

  /** Asking for it may take a walk through the network, when it runs out. */
  private AwsCredentialsIdentity identity() {
    Identified last = identified;
    if (last != null && last.age().compareTo(IDENTITY_LIVES) < 0) {
      return last.identity();
    }
    AwsCredentialsIdentity identity =
        s3.serviceClientConfiguration().credentialsProvider().resolveIdentity().join();
    identified = new Identified(identity, System.nanoTime());
    return identity;
  }
}
