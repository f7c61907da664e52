package roomtone.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Opens many event streams and reads them. */
public final class EventStreams implements AutoCloseable {

  private final List<SocketChannel> channels = new ArrayList<>();
  private final Selector selector;

  /**
   * Opens streams and waits for the first event of each.
   *
   * @param path the path of the n-th stream
   * @throws IllegalStateException when a stream has no event within the time
   */
  public EventStreams(String service, int count, IntFunction<String> path, Duration within)
      throws IOException {
    selector = Selector.open();
    URI address = URI.create(service);
    int begun = 0;
    long end = System.nanoTime() + within.toNanos();
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
      channels.add(channel);
      byte[] request = Request.get(path.apply(i), 200, "Accept: text/event-stream").bytes();
      channel.write(ByteBuffer.wrap(request));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, "");
      begun += read(0);
    }
    while (begun < count) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("only %d of %d streams began".formatted(begun, count));
      }
      begun += read(100);
    }
  }

  /** Reads events for the given time, so that no buffer fills up. */
  public void listen(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      read(50);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }

  /** Reads what has arrived; returns how many streams had their first event. */
  private int read(long waitMillis) throws IOException {
    if (waitMillis == 0) {
      selector.selectNow();
    } else {
      selector.select(waitMillis);
    }
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    int begun = 0;
    for (SelectionKey key : selector.selectedKeys()) {
      buffer.clear();
      if (((SocketChannel) key.channel()).read(buffer) < 0) {
        throw new IOException("the service ended a stream");
      }
      String before = (String) key.attachment();
      if (before != null) {
        String heard =
            before + new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        if (heard.length() > 12 && !heard.substring(9, 12).equals("200")) {
          throw new IllegalStateException("a stream was refused: " + heard);
        }
        boolean begins = heard.contains("data:");
        key.attach(begins ? null : heard);
        begun += begins ? 1 : 0;
      }
    }
    selector.selectedKeys().clear();
    return begun;
  }
}
