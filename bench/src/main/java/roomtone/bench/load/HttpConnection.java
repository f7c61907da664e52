package roomtone.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A keep-alive connection with at most one pending request. It parses only as much of HTTP/1.1 as
 * is needed to find the end of an answer: a complete client would need as much CPU time as the
 * service that is measured.
 */
final class HttpConnection implements AutoCloseable {

  private static final int LARGEST_ANSWER = 1 << 18;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(LARGEST_ANSWER);
  private Request request;
  private ByteBuffer out;
  private long sentNanos;
  private int bodyAt;

  HttpConnection(URI service, Selector selector) throws IOException {
    channel = SocketChannel.open(new InetSocketAddress(service.getHost(), service.getPort()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  void send(Request next) throws IOException {
    request = next;
    out = ByteBuffer.wrap(next.bytes());
    in.clear();
    bodyAt = 0;
    sentNanos = System.nanoTime();
    write();
  }

  /** Writes or reads what the channel is ready for; returns null until the answer is complete. */
  Answer advance() throws IOException {
    if (key.isWritable()) {
      write();
    }
    if (!key.isReadable()) {
      return null;
    }
    if (channel.read(in) < 0) {
      throw new IOException("the service hung up in the middle of an answer");
    }
    if (request == null || !isWhole()) {
      return null;
    }
    Answer answer =
        new Answer(request, status(), sentNanos, System.nanoTime(), header(head(), "etag: "));
    request = null;
    return answer;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write() throws IOException {
    channel.write(out);
    key.interestOps(
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  private int status() {
    return Integer.parseInt(new String(in.array(), 9, 3, StandardCharsets.ISO_8859_1));
  }

  private boolean isWhole() {
    if (bodyAt == 0) {
      bodyAt = afterHead();
    }
    if (bodyAt == 0) {
      return false;
    }
    int status = status();
    if (status == 204 || status == 304) {
      return true;
    }
    String length = header(head(), "content-length: ");
    if (length == null) {
      throw new IllegalStateException("an answer that does not say its length: " + head());
    }
    return in.position() >= bodyAt + Integer.parseInt(length);
  }

  private int afterHead() {
    byte[] bytes = in.array();
    for (int i = 3; i < in.position(); i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        return i + 1;
      }
    }
    return 0;
  }

  private String head() {
    return new String(in.array(), 0, bodyAt, StandardCharsets.ISO_8859_1);
  }

  /** The value of a header; the name is in lower case and ends with colon and space. */
  private static String header(String head, String name) {
    int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name);
    if (at < 0) {
      return null;
    }
    int from = at + 2 + name.length();
    return head.substring(from, head.indexOf("\r\n", from));
  }
}
