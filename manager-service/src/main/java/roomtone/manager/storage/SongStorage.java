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
import java.util.Iterator;
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
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The files of the songs, in one S3 bucket. */
@ApplicationScoped
public class SongStorage {

  private static final Logger LOG = Logger.getLogger(SongStorage.class);
  private static final Duration RETRY = Duration.ofSeconds(10);

  /** The most signed addresses in the cache, about 10 MB. */
  private static final int MAX_SIGNED = 10_000;

  /** The beginning of every key. */
  static final String PREFIX = "songs/";

  private final S3Client s3;
  private final StorageCalls calls;
  private final String bucket;
  private final BucketUrls addresses;
  private final UrlSigner signer;

  /** A song stands in many queues, and its address stays the same for an hour. */
  private final Cache<Signed, String> signed =
      Caffeine.newBuilder().maximumSize(MAX_SIGNED).build();

  /** How long credentials are used before they are asked for again; they live minutes longer. */
  private static final Duration IDENTITY_LIFE = Duration.ofSeconds(60);

  /** Shorter, so that credentials do not get older than that between the check and their use. */
  private static final Duration IDENTITY_FRESH = Duration.ofSeconds(50);

  private volatile Identified identified;

  /** Credentials and the time at which they were asked for. */
  private record Identified(AwsCredentialsIdentity identity, long askedNanos) {
    Duration age() {
      return Duration.ofNanos(System.nanoTime() - askedNanos);
    }
  }

  /** What a signed address depends on; credentials may change within the hour. */
  private record Signed(String key, Signature by) {}

  SongStorage(
      S3Client s3,
      StorageCalls calls,
      StorageSettings settings,
      @ConfigProperty(name = "quarkus.s3.aws.region") Optional<String> region,
      @ConfigProperty(name = "quarkus.s3.endpoint-override") Optional<URI> endpoint) {
    this.s3 = s3;
    this.calls = calls;
    this.bucket = settings.bucket().orElseThrow();
    this.addresses =
        new BucketUrls(bucket, region.orElseThrow(), settings.publicEndpoint().or(() -> endpoint));
    this.signer = new UrlSigner(region.orElseThrow());
  }

  /** The key of a file, which depends on its content alone. */
  public static String keyOf(String sha256, AudioFormat format) {
    return PREFIX + sha256 + "." + format.extension();
  }

  /** The address that {@code songs.file_url} holds. */
  public String address(String key) {
    return addresses.of(key).toString();
  }

  /** The address of the bucket, at which devices and pages fetch files. */
  public URI bucketAddress() {
    return addresses.of("");
  }

  /**
   * Stores a file. The server checks the hash.
   *
   * @throws Problem 503 when the server cannot be reached or refuses the file
   */
  public void put(String key, Path file, AudioFormat format, String sha256) {
    try {
      calls.time(
          "put",
          () ->
              s3.putObject(
                  put ->
                      put.bucket(bucket)
                          .key(key)
                          .contentType(format.contentType())
                          .checksumSHA256(
                              Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256))),
                  RequestBody.fromFile(file)));
    } catch (SdkException e) {
      LOG.errorf("file not stored key=%s: %s", key, e.getMessage());
      throw unavailable("The file could not be stored. Try again in a moment.");
    }
  }

  /**
   * Fetches a file.
   *
   * @param to a path at which no file exists
   * @throws Problem 409 when the bucket has no such file, 503 when the server cannot be reached
   */
  public void get(String key, Path to) {
    try {
      calls.time("get", () -> s3.getObject(get -> get.bucket(bucket).key(key), to));
    } catch (NoSuchKeyException e) {
      throw Problem.of("file-missing-in-storage");
    } catch (SdkException e) {
      LOG.errorf("file not fetched key=%s: %s", key, e.getMessage());
      throw unavailable("The file could not be fetched. Try again in a moment.");
    }
  }

  private static Problem unavailable(String detail) {
    return Problem.withDetail("storage-away", detail).retryAfter(RETRY);
  }

  /** The key of the file at an address; empty when it does not lie in the bucket. */
  public Optional<String> keyIn(String fileUrl) {
    return addresses.keyIn(fileUrl);
  }

  /**
   * The signed address of a file, which is the same for all calls of an hour.
   *
   * @param fileUrl the value of {@code songs.file_url}; one outside of the bucket is not signed
   */
  public String signedUrl(String fileUrl, Instant at) {
    return addresses.keyIn(fileUrl).map(key -> signed(key, identity(), at)).orElse(fileUrl);
  }

  /**
   * What all addresses signed at a time have in common: while it stays the same, they do. It is no
   * secret.
   */
  public record Signature(Instant hour, String accessKeyId) {}

  /** The signature at a time; it may have to ask for credentials over the network. */
  public Signature signature(Instant at) {
    return signature(identity(), at);
  }

  /** As {@link #signature(Instant)}, but never waits: empty when the credentials are too old. */
  public Optional<Signature> cachedSignature(Instant at) {
    Identified last = identified;
    return last == null || last.age().compareTo(IDENTITY_FRESH) >= 0
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

  /**
   * Gives all files with the times of their last change to the reader, about a thousand at once.
   */
  void forEachPage(Consumer<Map<String, Instant>> reader) {
    Iterator<ListObjectsV2Response> pages =
        s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(PREFIX)).iterator();
    while (pages.hasNext()) {
      reader.accept(
          calls.time("list", pages::next).contents().stream()
              .collect(Collectors.toMap(S3Object::key, S3Object::lastModified)));
    }
  }

  /** The time at which a file was last written; empty when there is none. */
  Optional<Instant> modified(String key) {
    try {
      return Optional.of(
          calls
              .time("head", () -> s3.headObject(head -> head.bucket(bucket).key(key)))
              .lastModified());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  void remove(String key) {
    calls.time("delete", () -> s3.deleteObject(delete -> delete.bucket(bucket).key(key)));
  }

  /** The credentials; asks for them, perhaps over the network, when they are too old. */
  private AwsCredentialsIdentity identity() {
    Identified last = identified;
    if (last != null && last.age().compareTo(IDENTITY_LIFE) < 0) {
      return last.identity();
    }
    AwsCredentialsIdentity identity =
        s3.serviceClientConfiguration().credentialsProvider().resolveIdentity().join();
    identified = new Identified(identity, System.nanoTime());
    return identity;
  }
}
