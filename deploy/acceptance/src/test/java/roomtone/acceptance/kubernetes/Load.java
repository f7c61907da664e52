package roomtone.acceptance.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Callers that send requests and read event streams until they are stopped, and remember every
 * request that failed. HTTP/1.1 over kept-alive connections.
 */
final class Load implements AutoCloseable {

  /** The pause of a caller between two requests. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** As an event stream's client waits before it connects again. */
  private static final Duration RECONNECT = Duration.ofMillis(500);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger cutStreams = new AtomicInteger();
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean stopped;

  /** Adds callers, each of which sends the requests in turn. */
  void call(int number, List<Supplier<HttpRequest>> requests) {
    for (int caller = 0; caller < number; caller++) {
      callers.add(Thread.ofVirtual().start(() -> repeat(requests)));
    }
  }

  private void repeat(List<Supplier<HttpRequest>> requests) {
    while (!stopped) {
      for (Supplier<HttpRequest> request : requests) {
        send(request.get());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void send(HttpRequest request) {
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        failures.add(request.method() + " " + request.uri().getPath() + ": " + status);
      }
      answers.incrementAndGet();
    } catch (IOException lost) {
      failures.add(request.method() + " " + request.uri().getPath() + ": " + lost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Adds readers of event streams, which connect again when their stream ends. */
  void follow(int number, Supplier<HttpRequest> request) {
    for (int reader = 0; reader < number; reader++) {
      callers.add(Thread.ofVirtual().start(() -> followAgain(request)));
    }
  }

  private void followAgain(Supplier<HttpRequest> request) {
    while (!stopped) {
      try {
        HttpResponse<Stream<String>> stream =
            http.send(request.get(), HttpResponse.BodyHandlers.ofLines());
        if (stream.statusCode() != 200) {
          failures.add("stream: " + stream.statusCode());
        }
        streams.incrementAndGet();
        read(stream.body());
      } catch (IOException lost) {
        if (!stopped) {
          failures.add("stream: " + lost);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      LockSupport.parkNanos(RECONNECT.toNanos());
    }
  }

  /** A stream may also end without its last chunk: its reader connects again either way. */
  private void read(Stream<String> lines) {
    try {
      lines.forEach(line -> {});
    } catch (UncheckedIOException cut) {
      if (!stopped) {
        cutStreams.incrementAndGet();
      }
    }
  }

  /** The number of answered requests. */
  int answers() {
    return answers.get();
  }

  /** The number of event streams that were opened. */
  int streams() {
    return streams.get();
  }

  /** How many of them ended without their last chunk. */
  int cutStreams() {
    return cutStreams.get();
  }

  /** What failed, each request with its status or error. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    stopped = true;
    http.shutdownNow();
    for (Thread caller : callers) {
      try {
        caller.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
