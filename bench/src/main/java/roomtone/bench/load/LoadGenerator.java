package roomtone.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends requests over keep-alive connections, all in one thread. */
public final class LoadGenerator {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI service;
  private final int connections;

  /** A generator for a service with the given number of connections. */
  public LoadGenerator(String service, int connections) {
    this.service = URI.create(service);
    this.connections = connections;
  }

  /** Each connection sends its next request when the one before is answered (closed loop). */
  public Throughput flatOut(Duration time, Supplier<Request> requests) {
    return run(time, 0, requests, answer -> {});
  }

  /**
   * Sends requests at a constant rate; while all connections are busy, as soon as one is free.
   *
   * @param perSecond the rate
   * @param hear receives each answer
   */
  public Throughput paced(
      Duration time, double perSecond, Supplier<Request> requests, Consumer<Answer> hear) {
    return run(time, perSecond, requests, hear);
  }

  /** Sends the given requests once, as fast as they are answered. */
  public Throughput all(Iterable<Request> requests, Consumer<Answer> hear) {
    var rest = requests.iterator();
    return run(Duration.ofMinutes(10), 0, () -> rest.hasNext() ? rest.next() : null, hear);
  }

  private Throughput run(
      Duration time, double perSecond, Supplier<Request> requests, Consumer<Answer> hear) {
    List<HttpConnection> lines = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        lines.add(new HttpConnection(service, selector));
      }
      return new Run(selector, lines, requests, hear, perSecond).last(time);
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + service, e);
    } finally {
      lines.forEach(LoadGenerator::close);
    }
  }

  private static final class Run {
    private final Selector selector;
    private final Deque<HttpConnection> idle;
    private final Supplier<Request> requests;
    private final Consumer<Answer> hear;
    private final double perSecond;
    private final Throughput.Tally tally = new Throughput.Tally();
    private int busy;
    private boolean exhausted;

    private Run(
        Selector selector,
        List<HttpConnection> lines,
        Supplier<Request> requests,
        Consumer<Answer> hear,
        double perSecond) {
      this.selector = selector;
      this.idle = new ArrayDeque<>(lines);
      this.requests = requests;
      this.hear = hear;
      this.perSecond = perSecond;
    }

    Throughput last(Duration time) throws IOException {
      long start = System.nanoTime();
      long end = start + time.toNanos();
      long sent = 0;
      while (true) {
        long now = System.nanoTime();
        boolean over = exhausted || now - end >= 0;
        if (over && busy == 0) {
          return tally.over(System.nanoTime() - start);
        }
        if (now - end > PATIENCE.toNanos()) {
          throw new IOException(busy + " requests were not answered within " + PATIENCE);
        }
        long due = perSecond == 0 ? Long.MAX_VALUE : (long) ((now - start) / 1e9 * perSecond) + 1;
        while (!over && !exhausted && sent < due && !idle.isEmpty()) {
          sendNext();
          sent++;
        }
        selector.select(this::advance, perSecond == 0 ? 100 : 1);
      }
    }

    private void sendNext() throws IOException {
      Request next = requests.get();
      if (next == null) {
        exhausted = true;
        return;
      }
      idle.removeFirst().send(next);
      busy++;
    }

    private void advance(SelectionKey key) {
      try {
        HttpConnection line = (HttpConnection) key.attachment();
        Answer answer = line.advance();
        if (answer != null) {
          busy--;
          idle.addLast(line);
          tally.count(answer);
          hear.accept(answer);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void close(HttpConnection line) {
    try {
      line.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
