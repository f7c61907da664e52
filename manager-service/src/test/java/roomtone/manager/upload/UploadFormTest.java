package roomtone.manager.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.Closeable;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.Sounds;
import roomtone.manager.World;

/** Forms that no browser sends are refused, and take no memory or disk. */
@QuarkusTest
@QuarkusTestResource(World.class)
class UploadFormTest {

  private static final String FILE_HEADER =
      "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n";
  private static final String FIELD = "Content-Disposition: form-data; name=\"title\"\r\n";

  World world;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @AfterEach
  void no_file_is_left_behind() {
    Await.until(
        "no file of an upload is left", Duration.ofSeconds(5), () -> world.filesOnTheWay() == 0);
  }

  @Test
  void a_form_has_at_most_a_hundred_parts() throws Exception {
    byte[] recording = part(FILE_HEADER, Sounds.wav(1));
    byte[] another = part(FILE_HEADER, Sounds.wav(1));
    byte[] field = part("Content-Disposition: form-data; name=\"more\"\r\n", new byte[] {'x'});

    assertEquals(201, send(form(recording, times(99, field))).statusCode());
    refused("too-many-parts", form(another, times(100, field)));
    refused("too-many-parts", form(another, times(1_200, field)));
    refused("too-many-parts", form(times(200, another)));
  }

  @Test
  void the_header_of_a_part_has_at_most_16_kilobytes() throws Exception {
    String name = "x".repeat(3_000_000);
    String longName = FILE_HEADER.replace("a.wav", name + ".wav");
    refused("part-header-too-large", form(part(longName, Sounds.wav(1))));
    refused("part-header-too-large", form(part(FILE_HEADER + name + ": x\r\n", Sounds.wav(1))));
    refused(
        "part-header-too-large",
        form(part(FILE_HEADER + "X-More: a\r\n".repeat(100_000), Sounds.wav(1))));
    refused(
        "part-header-too-large",
        form(part(FILE_HEADER, Sounds.wav(1)), part(FIELD + "X: " + name + "\r\n", new byte[0])));
    refused(
        "part-header-too-large", Sounds.join(ascii(name), form(part(FILE_HEADER, Sounds.wav(1)))));

    String fits = FILE_HEADER.replace("a.wav", "x".repeat(15_000) + ".wav");
    assertEquals(201, send(form(part(fits, Sounds.wav(1)))).statusCode());
  }

  @Test
  void bytes_of_a_recording_that_look_like_a_header_are_content() throws Exception {
    byte[] wav = Sounds.join(Sounds.wav(1), ascii("\r\n--a\r\n\r\n--" + "x".repeat(100_000)));
    HttpResponse<String> answer = send(form(part(FILE_HEADER, wav)));
    assertEquals(201, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"size_bytes\":" + wav.length), answer.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        FILE_HEADER + "Content-Type: audio/wav; charset=none-such\r\n",
        FILE_HEADER + "Content-Transfer-Encoding: base64\r\n",
        FILE_HEADER + "Content-Transfer-Encoding: quoted-printable\r\n",
        FILE_HEADER + "no colon\r\n",
        "Content-Type: audio/wav\r\n",
        "Content-Disposition: form-data\r\n",
        "Content-Disposition: form-data; name=\r\n",
        "Content-Disposition: form-data; name=\"file\"; filename=\r\n",
        "Content-Disposition: form-data; name=\"file\"; filename*=\r\n",
        "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8\r\n",
        "Content-Disposition: form-data; name=\"file\"; filename*=none-such''a.wav\r\n",
        "Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''%zz\r\n",
        FILE_HEADER + "Content-Type: audio/wav; charset=\r\n",
        ""
      })
  void a_part_that_is_described_wrongly_is_refused(String header) throws Exception {
    refused("malformed-form", form(part(header, Sounds.wav(1))));
  }

  @Test
  void a_recording_without_a_filename_is_refused_whatever_its_length() throws Exception {
    String header = "Content-Disposition: form-data; name=\"file\"\r\n";
    for (int length : List.of(0, 1, 100_000)) {
      refused("file-missing", form(part(header, new byte[length])));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "; boundary", "; boundary=", "; boundary=\"\""})
  void a_form_without_a_boundary_is_refused(String parameter) throws Exception {
    byte[] form = form(part(FILE_HEADER, Sounds.wav(1)));
    refused(
        "malformed-form", world.withoutTrace(() -> send("multipart/form-data" + parameter, form)));
  }

  @Test
  void an_unknown_charset_is_refused() throws Exception {
    byte[] form = form(part(FILE_HEADER, Sounds.wav(1)));
    for (String charset : List.of("none-such", "*")) {
      refused(
          "malformed-form", world.withoutTrace(() -> send(FORM + "; charset=" + charset, form)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_sender_who_hangs_up_is_logged_in_one_line_and_not_as_an_error(boolean politely)
      throws Exception {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    try (Closeable _ = listen(logged)) {
      world.withoutTrace(
          () -> {
            try (Socket socket = new Socket("localhost", RestAssured.port)) {
              socket.getOutputStream().write(beginning(1_000_000, Sounds.wav(1)));
              Await.until(
                  "the upload has a file",
                  Duration.ofSeconds(10),
                  () -> world.filesOnTheWay() == 1);
              if (!politely) {
                socket.setSoLinger(true, 0);
              }
            }
            Await.until("a line is logged", Duration.ofSeconds(10), () -> !logged.isEmpty());
            return null;
          });
    }
    List<String> lines =
        logged.stream().map(line -> line.getLevel() + " " + line.getMessage()).toList();
    assertEquals(List.of("INFO form not read to its end: the sender has gone"), lines);
    assertEquals(List.of(), logged.stream().filter(line -> line.getThrown() != null).toList());
  }

  @Test
  void senders_who_hang_up_while_they_send_leave_no_file_and_log_no_error() throws Exception {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    byte[] form = beginning(3_000_000, new byte[2_000_000]);
    try (Closeable _ = listen(logged)) {
      world.withoutTrace(
          () -> {
            for (int length = 1_000; length < form.length; length += 65_000) {
              try (Socket socket = new Socket("localhost", RestAssured.port)) {
                socket.getOutputStream().write(form, 0, length);
                socket.setSoLinger(length % 2_000 == 0, 0);
              }
            }
            Await.until(
                "another form is read",
                Duration.ofSeconds(10),
                () -> send(form(part(FIELD, new byte[0]))).statusCode() == 400);
            return null;
          });
    }
    assertEquals(
        List.of(),
        logged.stream()
            .filter(line -> line.getThrown() != null || line.getLevel().intValue() > 800)
            .map(line -> line.getLevel() + " " + line.getMessage())
            .toList());
  }

  /** The headers of a request and the beginning of its form. */
  private byte[] beginning(int length, byte[] content) {
    return Sounds.join(
        ascii(
            "POST /api/admin/songs HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + length
                + "\r\nContent-Type: "
                + FORM
                + "\r\nAuthorization: Bearer "
                + admin.accessToken()
                + "\r\n\r\n"),
        part(FILE_HEADER, content));
  }

  private static Closeable listen(List<LogRecord> logged) {
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(listener);
    return () -> root.removeHandler(listener);
  }

  private static final String FORM = "multipart/form-data; boundary=b";

  private void refused(String problem, byte[] form) throws Exception {
    refused(problem, world.withoutTrace(() -> send(form)));
  }

  private static void refused(String problem, HttpResponse<String> answer) {
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(null));
    assertTrue(answer.body().contains("urn:roomtone:problem:" + problem + "\""), answer.body());
  }

  private HttpResponse<String> send(byte[] form) throws Exception {
    return send(FORM, form);
  }

  private HttpResponse<String> send(String type, byte[] form) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/api/admin/songs"))
            .header("Authorization", "Bearer " + admin.accessToken())
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(form))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static byte[] form(byte[]... parts) {
    return Sounds.join(Sounds.join(parts), ascii("--b--\r\n"));
  }

  private static byte[] part(String header, byte[] content) {
    return Sounds.join(ascii("--b\r\n" + header + "\r\n"), content, ascii("\r\n"));
  }

  private static byte[] times(int count, byte[] part) {
    byte[][] parts = new byte[count][];
    Arrays.fill(parts, part);
    return Sounds.join(parts);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
