package roomtone.manager.upload;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.Sounds;
import roomtone.problem.Problem;

/** An upload needs a free slot and room on disk. */
@QuarkusTest
class UploadCapacityTest extends UploadTestBase {

  @Inject DiskSpace disk;

  @Test
  void four_uploads_run_at_once_and_a_fifth_is_answered_503() throws Exception {
    List<Socket> senders = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        senders.add(stalled());
      }
      Await.passes(
          Duration.ofSeconds(10),
          () ->
              uploadAs(Sounds.wav(1), "Fifth")
                  .statusCode(503)
                  .header("Retry-After", "10")
                  .contentType("application/problem+json")
                  .body("type", equalTo("urn:roomtone:problem:uploads-busy")));
    } finally {
      for (Socket sender : senders) {
        sender.close();
      }
    }
    Await.passes(Duration.ofSeconds(10), () -> uploadAs(Sounds.wav(1), "Fifth").statusCode(201));
  }

  /** Begins an upload and stops in the middle of the file. */
  private Socket stalled() throws IOException {
    Socket socket = new Socket("localhost", RestAssured.port);
    OutputStream out = socket.getOutputStream();
    out.write(
        ("POST /api/admin/songs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + admin.accessToken()
                + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFF")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  @Test
  void a_recording_that_the_disk_has_no_room_for_is_not_even_read() throws Exception {
    String id = uploadAs(Sounds.wav(1), "Roomy").statusCode(201).extract().path("id");
    List<DiskSpace.Reservation> taken = new ArrayList<>();
    try {
      for (Callable<Response> call :
          List.<Callable<Response>>of(
              () -> withFile().post("/api/admin/songs"),
              () -> withFile().put("/api/admin/songs/" + id + "/file"),
              () -> as(admin).post("/api/admin/songs/" + id + "/analysis"))) {
        // Other processes of this machine may free room at the same time.
        Await.passes(
            Duration.ofSeconds(20),
            () -> {
              takeAllRoom(taken);
              world.refused(call, 507, "disk-full").header("Retry-After", "60");
            });
      }
      takeAllRoom(taken);
      HttpResponse<String> answer = sendInChunks(form(Sounds.wav(1)));
      assertEquals(507, answer.statusCode(), answer.body());
    } finally {
      taken.forEach(DiskSpace.Reservation::close);
    }
    replace(id, Sounds.wav(1)).statusCode(200);
  }

  private RequestSpecification withFile() {
    return as(admin).multiPart("file", "a.wav", Sounds.wav(1));
  }

  private void takeAllRoom(List<DiskSpace.Reservation> taken) {
    for (long bytes = 1L << 50; bytes > 1_000; bytes /= 2) {
      try {
        taken.add(disk.reserve(bytes));
      } catch (Problem full) {
        assertEquals(507, full.status());
      }
    }
  }

  @Test
  void a_chunked_upload_that_is_too_large_is_answered_413() throws Exception {
    HttpResponse<String> answer = world.withoutTrace(() -> sendInChunks(form(Sounds.wav(350))));
    assertEquals(413, answer.statusCode());
    assertTrue(answer.body().contains("urn:roomtone:problem:too-large"), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(null));
  }

  private HttpResponse<String> sendInChunks(byte[] form) throws Exception {
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/api/admin/songs"))
            .header("Authorization", "Bearer " + admin.accessToken())
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(body)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static byte[] form(byte[] content) {
    return Sounds.join(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII),
        content,
        "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
  }
}
