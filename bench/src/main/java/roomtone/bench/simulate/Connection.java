package roomtone.bench.simulate;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A kept HTTP/1.1 connection of one device or listener, for one thread, which may be virtual. It
 * connects with the first call, and again when the other side has closed the connection in between.
 *
 * <p>A complete client shares few connections among all callers and needs as much CPU time as the
 * service that it calls. Real devices have a connection each.
 */
final class Connection implements AutoCloseable {

  /** As long as a device waits for an answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final int BUFFER = 4096;
  private static final int LARGEST_HEAD = 1 << 16;

  /**
   * A request.
   *
   * @param head all lines but Host, each with its end
   */
  record Request(String head, String body) {

    static Request get(String path, String... headers) {
      return of("GET", path, "", headers);
    }

    static Request delete(String path, String... headers) {
      return of("DELETE", path, "", headers);
    }

    static Request post(String path, String json, String... headers) {
      int length = json.getBytes(StandardCharsets.UTF_8).length;
      String[] all = new String[headers.length + 2];
      System.arraycopy(headers, 0, all, 0, headers.length);
      all[headers.length] = "Content-Type: application/json";
      all[headers.length + 1] = "Content-Length: " + length;
      return of("POST", path, json, all);
    }

    private static Request of(String method, String path, String body, String... headers) {
      StringBuilder head = new StringBuilder(256);
      head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      return new Request(head.toString(), body);
    }
  }

  /**
   * An answer.
   *
   * @param headers by their names in lower case
   */
  record Reply(int status, Map<String, String> headers, String body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    /** A header with seconds, which may have decimals; empty when it is no such number. */
    Optional<Duration> seconds(String name) {
      return header(name)
          .filter(value -> value.matches("\\d{1,6}(\\.\\d{1,9})?"))
          .map(value -> Duration.ofMillis(Math.round(1000 * Double.parseDouble(value))));
    }
  }

  private final URI service;
  private final Duration patience;
  private Socket socket;
  private InputStream in;

  Connection(URI service) {
    this(service, TIMEOUT);
  }

  /**
   * @param patience the longest time without a byte of an answer
   */
  Connection(URI service, Duration patience) {
    this.service = service;
    this.patience = patience;
  }

  /**
   * Makes a call and reads the whole answer. A kept connection that the other side has closed
   * meanwhile is replaced by a new one, once.
   */
  Reply call(Request request) throws IOException {
    Reply head = open(request);
    try {
      String body = readBody(head);
      if (!keepsAlive(head)) {
        close();
      }
      return new Reply(head.status(), head.headers(), body);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Makes a call and reads the answer as far as its body, which {@link #body} reads. */
  Reply open(Request request) throws IOException {
    boolean kept = socket != null;
    try {
      return exchange(request);
    } catch (SocketTimeoutException noAnswer) {
      close();
      throw noAnswer;
    } catch (IOException e) {
      close();
      if (!kept || Thread.currentThread().isInterrupted()) {
        throw e;
      }
    }
    try {
      return exchange(request);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Reads the rest of an answer that {@link #open} has begun to read. */
  String readBody(Reply head) throws IOException {
    return new String(body(head).readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The body of an answer that {@link #open} has begun to read. */
  InputStream body(Reply head) {
    if (head.status() == 204 || head.status() == 304) {
      return InputStream.nullInputStream();
    }
    return head.header("transfer-encoding").orElse("").equalsIgnoreCase("chunked")
        ? Body.chunked(in)
        : Body.ofLength(
            in, head.header("content-length").map(Long::valueOf).orElse(Long.MAX_VALUE));
  }

  private static boolean keepsAlive(Reply head) {
    boolean ends = head.status() == 204 || head.status() == 304;
    boolean delimited =
        ends
            || head.header("content-length").isPresent()
            || head.header("transfer-encoding").isPresent();
    return delimited && !head.header("connection").orElse("").equalsIgnoreCase("close");
  }

  private Reply exchange(Request request) throws IOException {
    if (socket == null) {
      connect();
    }
    String text =
        request.head() + "Host: " + service.getRawAuthority() + "\r\n\r\n" + request.body();
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return readHead();
  }

  private void connect() throws IOException {
    boolean secure = "https".equals(service.getScheme());
    int port = service.getPort() >= 0 ? service.getPort() : secure ? 443 : 80;
    String host = service.getHost().replaceAll("[\\[\\]]", "");
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) patience.toMillis());
    socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
    if (secure) {
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket over = (SSLSocket) factory.createSocket(socket, host, port, true);
      socket = over;
      SSLParameters parameters = over.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      over.setSSLParameters(parameters);
      over.startHandshake();
    }
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  private Reply readHead() throws IOException {
    String status = line();
    if (!status.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new IOException("not an answer of HTTP/1.1");
    }
    Map<String, String> headers = new HashMap<>();
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      length += line.length();
      if (length > LARGEST_HEAD) {
        throw new IOException("the headers of an answer are too long");
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return new Reply(Integer.parseInt(status.substring(9, 12)), headers, "");
  }

  private String line() throws IOException {
    return Body.line(in, LARGEST_HEAD)
        .orElseThrow(() -> new EOFException("the connection was closed before an answer"));
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    in = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException gone) {
        // It is of no use any more.
      }
    }
  }
}
