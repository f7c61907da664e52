package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.testing.Chromium;

/**
 * The memory of the player's tab during as many plays as a day has songs of three minutes. Each
 * song plays for a second only; one of them is a file of 200 MB.
 */
@Tag("long")
class PlayerMemoryTest {

  /** Songs of three minutes in 24 hours. */
  private static final int DAY = 480;

  /** In this time so many plays must come, also on a slow machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final Duration BETWEEN_READINGS = Duration.ofMillis(500);
  private static final long MEGABYTE = 1_000_000;
  private static final int FILE_BYTES = 200_000_000;
  private static final long LIMIT = 300 * MEGABYTE;

  /** The median of the last third may be so many times that of the second. */
  private static final double GROWTH = 1.15;

  @Test
  void as_many_plays_as_in_a_day_with_a_file_of_200_megabytes_keep_the_tab_under_300_megabytes(
      @TempDir Path directory, TestReporter reporter) throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")), "the memory can be read");
    try (Room house = new Room()) {
      house.update("update public.songs set type = 'instrumental', duration = 1");
      PlayerRoom room = new PlayerRoom(house, "Day");
      String page = house.system.manager().url() + "/player/";
      Path profile = directory.resolve("profile");
      Chromium.visit(
          profile,
          context -> {
            Visitor visitor = new Visitor(context).opens(page);
            PlayerRoom.enter(room.token(), visitor);
            visitor.reads("Now playing");
          });
      upload(house, recording(directory.resolve("long.wav")));
      house.update(
          "update public.songs set type = 'instrumental', duration = 3 where title = 'Long'");
      List<Long> read = new ArrayList<>();
      try (PlayerTab tab = new PlayerTab(profile, page)) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (room.plays().size() < DAY && System.nanoTime() < end) {
          read.add(tab.privateBytes());
          LockSupport.parkNanos(BETWEEN_READINGS.toNanos());
        }
      }
      List<String> played = room.played();
      String figures =
          "%d plays, %d of the large file; highest %d MB, medians of the thirds %d, %d and %d MB"
              .formatted(
                  played.size(),
                  played.stream().filter("Long"::equals).count(),
                  highest(read) / MEGABYTE,
                  median(read, 0) / MEGABYTE,
                  median(read, 1) / MEGABYTE,
                  median(read, 2) / MEGABYTE);
      reporter.publishEntry(figures);
      assertTrue(played.size() >= DAY, figures);
      assertTrue(played.contains("Long"), figures);
      assertTrue(median(read, 0) > MEGABYTE, () -> "the tab was found: " + figures);
      assertTrue(highest(read) < LIMIT, figures);
      assertTrue(median(read, 2) <= GROWTH * median(read, 1), figures);
    }
  }

  private static long highest(List<Long> read) {
    return read.stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  /**
   * @param third of the readings, 0 to 2
   */
  private static long median(List<Long> read, int third) {
    List<Long> sorted =
        read.subList(read.size() * third / 3, read.size() * (third + 1) / 3).stream()
            .sorted()
            .toList();
    return sorted.get(sorted.size() / 2);
  }

  /** A WAV file, 16 bit stereo, with noise. */
  private static Path recording(Path file) throws IOException {
    int rate = 48_000;
    ByteBuffer head = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    head.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(FILE_BYTES - 8);
    head.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 2);
    head.putInt(rate).putInt(4 * rate).putShort((short) 4).putShort((short) 16);
    head.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(FILE_BYTES - 44);
    ByteBuffer second = ByteBuffer.allocate(4 * rate).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    while (second.hasRemaining()) {
      second.putShort((short) (random.nextGaussian() * 1000));
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(head.array());
      for (int left = FILE_BYTES - 44; left > 0; left -= second.capacity()) {
        out.write(second.array(), 0, Math.min(left, second.capacity()));
      }
    }
    return file;
  }

  /** Uploads a file without reading it into memory. */
  private static void upload(Room house, Path file) throws IOException, InterruptedException {
    String boundary = "roomtone-test";
    String head =
        """
        --%1$s\r
        Content-Disposition: form-data; name="title"\r
        \r
        Long\r
        --%1$s\r
        Content-Disposition: form-data; name="embedding"\r
        \r
        [0.2, 0.2, 0.2, 0.2, 0.2]\r
        --%1$s\r
        Content-Disposition: form-data; name="file"; filename="long.wav"\r
        Content-Type: audio/wav\r
        \r
        """
            .formatted(boundary);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(house.system.manager().url() + "/api/admin/songs"))
            .header("Authorization", "Bearer " + house.admin())
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(file),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(201, answer.statusCode(), answer.body());
    }
  }
}
