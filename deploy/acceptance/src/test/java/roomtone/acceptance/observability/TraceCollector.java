package roomtone.acceptance.observability;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import roomtone.local.testing.Await;

/** Receives traces by OTLP over HTTP, and keeps them. */
final class TraceCollector implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpServer server;
  private final List<RecordedSpan> spans = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  private TraceCollector(HttpServer server) {
    this.server = server;
  }

  static TraceCollector start() {
    try {
      TraceCollector collector =
          new TraceCollector(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      collector.server.createContext("/", collector::receive);
      collector.server.start();
      return collector;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(HttpExchange call) throws IOException {
    try (call) {
      byte[] body = call.getRequestBody().readAllBytes();
      calls.add(call.getRequestMethod() + " " + call.getRequestURI());
      spans.addAll(RecordedSpan.all(body));
      call.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      call.sendResponseHeaders(200, -1);
    }
  }

  /** Returns what to set so that a service sends its traces here. */
  Map<String, String> endpoint() {
    return Map.of(
        "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
        "http/protobuf");
  }

  /** Waits for a span of this name. */
  RecordedSpan await(String name, Predicate<RecordedSpan> matches) {
    return Await.value(
        "a span " + name,
        PATIENCE,
        () ->
            spans.stream()
                .filter(span -> span.name().equals(name) && matches.test(span))
                .findFirst()
                .orElse(null),
        span -> span != null);
  }

  List<RecordedSpan> spans() {
    return List.copyOf(spans);
  }

  /** Returns the calls that came: method and path. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
