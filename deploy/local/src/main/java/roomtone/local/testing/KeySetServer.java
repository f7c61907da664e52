package roomtone.local.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import roomtone.local.startup.Loopback;

/**
 * Serves the key set of a {@link LocalAuth} on a port of its own, as {@code SUPABASE_JWKS_URL}. A
 * test may let it fail while Auth itself goes on.
 */
public final class KeySetServer implements AutoCloseable {

  private static final String PATH = "/.well-known/jwks.json";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<String> keySet;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answer answer;
  private volatile CountDownLatch held = new CountDownLatch(0);

  private record Answer(int status, String body) {}

  private KeySetServer(HttpServer server, Supplier<String> keySet) {
    this.server = server;
    this.keySet = keySet;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Starts to serve on 127.0.0.1.
   *
   * @param keySet the JSON of the public keys
   */
  static KeySetServer start(Supplier<String> keySet) {
    try {
      return new KeySetServer(
          HttpServer.create(new InetSocketAddress(Loopback.address(), 0), 256), keySet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of the key set. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  /** Answers with something else than the keys from now on. */
  public void answer(int status, String body) {
    answer = new Answer(status, body);
  }

  /** Answers 503 from now on. */
  public void goAway() {
    answer(503, "");
  }

  /** Keeps requests without an answer from now on. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  /** Answers with the keys again, also the requests that were held. */
  public void comeBack() {
    answer = null;
    held.countDown();
  }

  /** The number of requests so far. */
  public int requests() {
    return requests.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      held.await();
      Answer other = answer;
      byte[] body = (other == null ? keySet.get() : other.body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          other == null ? 200 : other.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
