package roomtone.local.demo;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A multipart form with files, streamed from disk. Names and values must not contain line breaks or
 * quotes.
 *
 * @see "RFC 7578"
 */
final class MultipartForm {

  private final String boundary = "part-" + UUID.randomUUID();
  private final List<BodyPublisher> parts = new ArrayList<>();

  void field(String name, String value) {
    add("Content-Disposition: form-data; name=\"%s\"\r\n\r\n%s".formatted(name, value));
  }

  void file(String name, Path file, String contentType) throws FileNotFoundException {
    add(
        "Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
            .formatted(name, file.getFileName(), contentType));
    parts.add(BodyPublishers.ofFile(file));
  }

  private void add(String part) {
    String separator = parts.isEmpty() ? "--" : "\r\n--";
    parts.add(BodyPublishers.ofString(separator + boundary + "\r\n" + part));
  }

  String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  BodyPublisher body() {
    List<BodyPublisher> all = new ArrayList<>(parts);
    all.add(BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
    return BodyPublishers.concat(all.toArray(BodyPublisher[]::new));
  }
}
