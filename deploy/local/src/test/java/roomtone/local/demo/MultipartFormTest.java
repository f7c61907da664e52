package roomtone.local.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipartFormTest {

  @Test
  void a_form_arrives_as_the_standard_has_it(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("rain.wav"), "drip\ndrop");
    MultipartForm form = new MultipartForm();
    form.field("title", "Rain");
    form.file("file", file, "audio/wav");

    String boundary = form.contentType().replace("multipart/form-data; boundary=", "");
    assertEquals(
        """
        --%1$s
        Content-Disposition: form-data; name="title"

        Rain
        --%1$s
        Content-Disposition: form-data; name="file"; filename="rain.wav"
        Content-Type: audio/wav

        """
                .formatted(boundary)
                .replace("\n", "\r\n")
            + "drip\ndrop\r\n--"
            + boundary
            + "--\r\n",
        received(form));
  }

  private static String received(MultipartForm form) throws Exception {
    CompletableFuture<String> body = new CompletableFuture<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            body.complete(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      http.send(HttpRequest.newBuilder(uri).POST(form.body()).build(), BodyHandlers.discarding());
      return body.join();
    } finally {
      server.stop(0);
    }
  }
}
