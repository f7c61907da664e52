package roomtone.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import roomtone.client.ClientAddress;

/** A Vert.x server on 127.0.0.1 with limits of connections. */
final class LimitedServer implements AutoCloseable {

  private static final int TIMEOUT_SECONDS = 10;

  /** Why connections were refused. */
  final List<String> refused = new CopyOnWriteArrayList<>();

  final Places places;
  private final Vertx vertx = Vertx.vertx();
  private final int port;

  /**
   * @param trustedProxy an address of this machine
   */
  LimitedServer(
      ConnectionSettings settings, String trustedProxy, Handler<HttpServerRequest> handler)
      throws Exception {
    places = new Places(settings.max(), settings.maxPerAddress());
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    port = server.actualPort();
    ConnectionLimit.install(
        ((VertxInternal) vertx).getAcceptorEventLoopGroup(),
        port,
        new ConnectionAdmission(
            places,
            ClientAddress.behind(List.of(trustedProxy)),
            settings,
            refused::add,
            part -> {}));
  }

  /** Connects from an address of this machine, such as 127.0.0.7. */
  Socket connect(String from) throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(from), 0);
    socket.setSoTimeout(TIMEOUT_SECONDS * 1000);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Checks that a request on an open connection is answered. */
  static void assertAnswers(Socket socket) throws IOException {
    send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    InputStream in = socket.getInputStream();
    assertEquals("HTTP/1.1 200", new String(in.readNBytes(12), StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
