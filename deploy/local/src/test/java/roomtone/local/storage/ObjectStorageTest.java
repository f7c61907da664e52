package roomtone.local.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** How the bucket answers signed and unsigned requests. */
class ObjectStorageTest {

  private static final byte[] SONG = "rain on a tin roof".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private ObjectStorage storage;

  @BeforeEach
  void start() {
    storage = ObjectStorage.start(directory, 0, "key", "secret");
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void what_is_put_is_got_by_presigned_urls() throws Exception {
    assertEquals(200, put("secret"));
    HttpResponse<byte[]> got = get(urlToGet());
    assertEquals(200, got.statusCode());
    assertArrayEquals(SONG, got.body());
  }

  @Test
  void an_unsigned_request_is_refused() throws Exception {
    put("secret");
    URI url = urlToGet();
    assertEquals(403, get(URI.create("http://" + url.getAuthority() + url.getPath())).statusCode());
  }

  @Test
  void a_tampered_url_is_refused() throws Exception {
    put("secret");
    assertEquals(403, get(URI.create(urlToGet().toString().replace("rain", "hail"))).statusCode());
  }

  @Test
  void a_url_signed_with_another_secret_is_refused() throws Exception {
    assertEquals(403, put("guess"));
  }

  @Test
  void part_of_a_file_can_be_read() throws Exception {
    put("secret");
    HttpResponse<byte[]> part =
        http.send(
            HttpRequest.newBuilder(urlToGet()).header("Range", "bytes=5-6").build(),
            BodyHandlers.ofByteArray());
    assertEquals(206, part.statusCode());
    assertEquals("on", new String(part.body(), StandardCharsets.UTF_8));
  }

  @Test
  void a_page_of_another_origin_may_read() throws Exception {
    put("secret");
    HttpResponse<byte[]> got =
        http.send(
            HttpRequest.newBuilder(urlToGet()).header("Origin", "http://127.0.0.1:8081").build(),
            BodyHandlers.ofByteArray());
    assertEquals(200, got.statusCode());
    assertEquals(
        "http://127.0.0.1:8081",
        got.headers().firstValue("Access-Control-Allow-Origin").orElse("none"));
  }

  @Test
  void objects_outlive_a_restart() throws Exception {
    put("secret");
    storage.close();
    storage = ObjectStorage.start(directory, 0, "key", "secret");
    assertArrayEquals(SONG, get(urlToGet()).body());
  }

  @Test
  void a_taken_port_is_named() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StartupFailure failure =
          assertThrows(
              StartupFailure.class,
              () -> ObjectStorage.start(directory, other.getLocalPort(), "key", "secret").close());
      assertEquals(Reason.TAKEN, failure.reason());
      assertEquals(
          "Port %d, which the object storage needs, is in use by another program; stop it first."
              .formatted(other.getLocalPort()),
          failure.getMessage());
    }
  }

  @Test
  void a_directory_that_cannot_be_made_is_named() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    StartupFailure failure =
        assertThrows(
            StartupFailure.class,
            () -> ObjectStorage.start(file.resolve("s3"), 0, "key", "secret").close());
    assertEquals(Reason.UNWRITABLE, failure.reason());
  }

  private int put(String secret) throws IOException, InterruptedException {
    URI url;
    try (S3Presigner presigner = presigner(secret)) {
      url =
          URI.create(
              presigner
                  .presignPutObject(
                      presign ->
                          presign
                              .signatureDuration(Duration.ofMinutes(5))
                              .putObjectRequest(
                                  put -> put.bucket(ObjectStorage.BUCKET).key("songs/rain.wav")))
                  .url()
                  .toString());
    }
    return http.send(
            HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofByteArray(SONG)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private URI urlToGet() {
    try (S3Presigner presigner = presigner("secret")) {
      return URI.create(
          presigner
              .presignGetObject(
                  presign ->
                      presign
                          .signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(
                              get -> get.bucket(ObjectStorage.BUCKET).key("songs/rain.wav")))
              .url()
              .toString());
    }
  }

  private S3Presigner presigner(String secret) {
    return S3Presigner.builder()
        .endpointOverride(storage.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", secret)))
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  private HttpResponse<byte[]> get(URI url) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
  }
}
