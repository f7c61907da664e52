package roomtone.bench.load;

import java.nio.charset.StandardCharsets;

/** An HTTP request as bytes. */
public final class Request {

  private final byte[] bytes;
  private final int expected;
  private final Object about;

  private Request(byte[] bytes, int expected, Object about) {
    this.bytes = bytes;
    this.expected = expected;
    this.about = about;
  }

  /** Head and body; must not be modified. */
  byte[] bytes() {
    return bytes;
  }

  /** The expected status. */
  public int expected() {
    return expected;
  }

  /** An object of the sender, for when the answer arrives; may be null. */
  public Object about() {
    return about;
  }

  /** A GET request. */
  public static Request get(String path, int expected, String... headers) {
    return new Request(
        head("GET", path, headers).append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1),
        expected,
        null);
  }

  /** A POST request with a JSON body. */
  public static Request post(
      String path, String body, int expected, Object about, String... headers) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        head("POST", path, headers)
            .append("Content-Type: application/json\r\nContent-Length: ")
            .append(content.length)
            .append("\r\n\r\n")
            .toString()
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = new byte[head.length + content.length];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(content, 0, bytes, head.length, content.length);
    return new Request(bytes, expected, about);
  }

  private static StringBuilder head(String method, String path, String... headers) {
    StringBuilder head = new StringBuilder(1024);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head;
  }
}
