package roomtone.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.limit.LimitedServer.assertAnswers;
import static roomtone.limit.LimitedServer.send;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionCloseTest {

  private static final String CLIENT = "127.0.0.7";
  private static final String GET = "GET %s HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String UPLOAD =
      "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n";

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private LimitedServer server;

  @BeforeEach
  void start() throws Exception {
    server = new LimitedServer(ConnectionTestSettings.of(9, 9), "127.0.0.9", this::handle);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void handle(HttpServerRequest request) {
    seen.add(request.path());
    if (request.path().equals("/refused")) {
      request.pause();
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request.response().end("done");
  }

  @Test
  void the_connection_ends_after_an_answer_that_says_so() throws Exception {
    try (Socket socket = server.connect(CLIENT)) {
      assertAnswers(socket);
      send(socket, GET.formatted("/refused"));
      assertTrue(readAll(socket).endsWith("done"));
    }
  }

  @Test
  void a_request_behind_the_last_answer_is_dropped() throws Exception {
    try (Socket socket = server.connect(CLIENT)) {
      send(socket, GET.formatted("/refused") + GET.formatted("/next"));
      String answer = readAll(socket);
      assertEquals(answer.lastIndexOf("HTTP/1.1"), 0, answer);
    }
    assertEquals(List.of("/refused"), seen);
  }

  @Test
  void a_client_that_sends_on_still_reads_the_answer() throws Exception {
    try (Socket socket = server.connect(CLIENT)) {
      send(socket, UPLOAD);
      assertEquals('H', socket.getInputStream().read());
      byte[] part = new byte[100_000];
      for (int sent = 0; sent < ConnectionClose.MAX_DROPPED_BYTES / 2; sent += part.length) {
        socket.getOutputStream().write(part);
      }
      assertTrue(readAll(socket).endsWith("done"));
    }
  }

  @Test
  void what_comes_after_the_answer_is_read_up_to_a_bound_and_for_some_seconds() {
    EmbeddedChannel channel = new EmbeddedChannel(new ConnectionClose());
    channel.freezeTime();
    FullHttpResponse answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    answer.headers().set(HttpHeaderNames.CONNECTION, "close");
    channel.writeOutbound(answer);
    channel.writeInbound(content((int) ConnectionClose.MAX_DROPPED_BYTES));
    assertTrue(channel.config().isAutoRead());
    channel.writeInbound(content(1));
    assertFalse(channel.config().isAutoRead());
    assertEquals(0, channel.inboundMessages().size());
    channel.advanceTimeBy(ConnectionClose.LINGER_SECONDS - 1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertTrue(channel.isActive());
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertFalse(channel.isActive());
    channel.finishAndReleaseAll();
  }

  private static DefaultHttpContent content(int bytes) {
    return new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  private static String readAll(Socket socket) throws Exception {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
