package roomtone.doctor;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The bucket of a deployment, called as the manager calls it, with the same retries. */
final class Bucket implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final String name;
  private final S3Client client;
  private final S3Presigner presigner;

  private Bucket(String name, S3Client client, S3Presigner presigner) {
    this.name = name;
    this.client = client;
    this.presigner = presigner;
  }

  /** The bucket, if the settings name it and the keys. */
  static Optional<Bucket> of(Deployment deployment) {
    Optional<String> name = deployment.value("ROOMTONE_STORAGE_BUCKET");
    Optional<Region> region = deployment.value("AWS_REGION").map(Region::of);
    Optional<StaticCredentialsProvider> keys =
        keys(deployment).map(StaticCredentialsProvider::create);
    if (name.isEmpty() || region.isEmpty() || keys.isEmpty()) {
      return Optional.empty();
    }
    Optional<URI> endpoint = deployment.address("QUARKUS_S3_ENDPOINT_OVERRIDE");
    Optional<URI> publicEndpoint =
        deployment.address("ROOMTONE_STORAGE_PUBLIC_ENDPOINT").or(() -> endpoint);
    S3ClientBuilder client =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ANSWER))
            .region(region.get())
            .credentialsProvider(keys.get())
            // A connection that the server has closed meanwhile would fail the next call.
            .overrideConfiguration(o -> o.putHeader("Connection", "close"))
            .serviceConfiguration(inPath(endpoint));
    endpoint.ifPresent(client::endpointOverride);
    S3Presigner.Builder presigner =
        S3Presigner.builder()
            .region(region.get())
            .credentialsProvider(keys.get())
            .serviceConfiguration(inPath(publicEndpoint));
    publicEndpoint.ifPresent(presigner::endpointOverride);
    return Optional.of(new Bucket(name.get(), client.build(), presigner.build()));
  }

  /** The keys of S3 in the settings; empty where a service gets them from its cluster. */
  private static Optional<AwsCredentials> keys(Deployment deployment) {
    Optional<String> id = deployment.value("AWS_ACCESS_KEY_ID");
    Optional<String> secret = deployment.value("AWS_SECRET_ACCESS_KEY");
    if (id.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        deployment
            .value("AWS_SESSION_TOKEN")
            .<AwsCredentials>map(t -> AwsSessionCredentials.create(id.get(), secret.get(), t))
            .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get())));
  }

  /** Servers other than Amazon's have the bucket in the path. */
  private static S3Configuration inPath(Optional<URI> endpoint) {
    return S3Configuration.builder().pathStyleAccessEnabled(endpoint.isPresent()).build();
  }

  String name() {
    return name;
  }

  /** Stores a text with its hash, as the manager stores files. */
  void put(String key, String text) {
    client.putObject(
        put -> put.bucket(name).key(key).contentType("text/plain").checksumSHA256(hash(text)),
        RequestBody.fromString(text));
  }

  /** The text of an object. */
  String get(String key) {
    return client.getObjectAsBytes(get -> get.bucket(name).key(key)).asUtf8String();
  }

  /** Lists one object, as the manager lists all to find those that no song names. */
  void list(String prefix) {
    client.listObjectsV2(list -> list.bucket(name).prefix(prefix).maxKeys(1));
  }

  /** Removes an object; one that does not exist is no error. */
  void delete(String key) {
    client.deleteObject(delete -> delete.bucket(name).key(key));
  }

  /** An address at which a device or a page may fetch an object for some minutes. */
  URI signedAddress(String key) {
    return URI.create(
        presigner
            .presignGetObject(
                sign ->
                    sign.signatureDuration(Duration.ofMinutes(5))
                        .getObjectRequest(get -> get.bucket(name).key(key)))
            .url()
            .toString());
  }

  @Override
  public void close() {
    client.close();
    presigner.close();
  }

  private static String hash(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }
}
