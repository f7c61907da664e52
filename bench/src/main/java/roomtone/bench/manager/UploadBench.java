package roomtone.bench.manager;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import roomtone.bench.figures.Report;
import roomtone.bench.figures.Statistics;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.LocalStorage;
import roomtone.local.testing.TestSystem;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Measures uploads, compared with putting the same bytes directly into the bucket. */
final class UploadBench {

  private static final int RATE = 44_100;
  private static final double MEGABYTE = 1 << 20;

  private final Report report;
  private final boolean quick;
  private final HttpClient http = HttpClient.newHttpClient();

  UploadBench(Report report, boolean quick) {
    this.report = report;
    this.quick = quick;
  }

  void run(TestSystem system, LocalService manager) throws IOException {
    int seconds = quick ? 2 : 120;
    report.section("Uploads, WAV of " + seconds + " s, 16-bit stereo, one after another");
    String token = system.admin().accessToken();
    List<Double> uploads = new ArrayList<>();
    List<Double> puts = new ArrayList<>();
    for (int round = 0; round < (quick ? 1 : 5); round++) {
      byte[] recording = noise(seconds, round);
      double megabytes = recording.length / MEGABYTE;
      long start = System.nanoTime();
      upload(manager, token, recording);
      uploads.add(megabytes / ((System.nanoTime() - start) / 1e9));
      start = System.nanoTime();
      put(system.storage(), "bench/" + round, recording);
      puts.add(megabytes / ((System.nanoTime() - start) / 1e9));
    }
    double upload = Statistics.median(uploads);
    double put = Statistics.median(puts);
    report.figure("uploads through the service", upload, "MB/s");
    report.figure("the same bytes by a plain S3 put", put, "MB/s");
    report.figure("ratio", upload / put, "");
  }

  private void upload(LocalService manager, String token, byte[] recording) throws IOException {
    String boundary = "roomtone-bench-boundary";
    ByteArrayOutputStream form = new ByteArrayOutputStream(recording.length + 1024);
    form.write(
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nNoise\r\n--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"noise.wav\"\r\nContent-Type: audio/wav\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    form.write(recording);
    form.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(manager.url() + "/api/admin/songs"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(BodyPublishers.ofByteArray(form.toByteArray()))
            .build();
    expect(201, request);
  }

  private void put(LocalStorage storage, String key, byte[] content) throws IOException {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(storage.endpoint())
            .region(Region.US_EAST_1)
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(storage.accessKey(), storage.secretKey())))
            .build()) {
      URI url =
          URI.create(
              presigner
                  .presignPutObject(
                      presign ->
                          presign
                              .signatureDuration(Duration.ofMinutes(5))
                              .putObjectRequest(o -> o.bucket(LocalStorage.BUCKET).key(key)))
                  .url()
                  .toString());
      expect(200, HttpRequest.newBuilder(url).PUT(BodyPublishers.ofByteArray(content)).build());
    }
  }

  private void expect(int status, HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != status) {
        throw new IllegalStateException(
            request.uri() + " answered " + response.statusCode() + ": " + response.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A WAV file of white noise, another one for each seed. */
  private static byte[] noise(int seconds, long seed) {
    int bytes = seconds * RATE * 4;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 2).putInt(RATE).putInt(RATE * 4);
    wav.putShort((short) 4).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    while (wav.remaining() >= 2) {
      wav.putShort((short) random.nextInt(-8_000, 8_000));
    }
    return wav.array();
  }
}
