package roomtone.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.limit.ConnectionTestSettings.BODY;
import static roomtone.limit.ConnectionTestSettings.BYTES_PER_SECOND;
import static roomtone.limit.ConnectionTestSettings.HEAD;
import static roomtone.limit.ConnectionTestSettings.IDLE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time is that of the channel, and moves when a test says so. */
class RequestTimeoutsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String UPLOAD = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n";

  /** One megabit. */
  private static final int SLOW_LINE_BYTES_PER_SECOND = 1_000_000 / 8;

  private final List<String> late = new ArrayList<>();
  private EmbeddedChannel client = connect(false);

  private EmbeddedChannel connect(boolean proxy) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new HttpRequestDecoder(),
            new RequestTimeouts(ConnectionTestSettings.of(9, 9), proxy, late::add));
    channel.pipeline().fireChannelActive();
    return channel;
  }

  @AfterEach
  void close() {
    client.finishAndReleaseAll();
  }

  @Test
  void a_connection_without_a_request_is_closed() {
    pass(HEAD.minus(SECOND));
    assertTrue(client.isActive());
    pass(SECOND);
    assertClosed("head");
  }

  @Test
  void a_trusted_proxy_may_keep_a_connection_before_its_first_request() {
    client.finishAndReleaseAll();
    client = connect(true);
    pass(IDLE.minus(SECOND));
    assertTrue(client.isActive());
    send("G");
    pass(SECOND.multipliedBy(2));
    assertTrue(client.isActive(), "the time of a head begins with its first byte");
  }

  @Test
  void a_head_that_comes_byte_by_byte_is_not_waited_for() {
    String head = "GET / HTTP/1.1\r\nX-Filler: " + "x".repeat(100);
    for (int sent = 0; sent < HEAD.toSeconds(); sent++) {
      assertTrue(client.isActive(), "after " + sent + " s");
      send(head.substring(sent, sent + 1));
      pass(SECOND);
    }
    assertClosed("head");
  }

  @Test
  void the_head_of_a_further_request_has_the_same_time() {
    send(GET);
    answer();
    pass(IDLE.minus(SECOND));
    send("G");
    pass(HEAD.minus(SECOND));
    send("E");
    assertTrue(client.isActive());
    pass(SECOND);
    assertClosed("head");
  }

  @Test
  void a_connection_without_a_further_request_is_closed() {
    send(GET);
    answer();
    pass(IDLE.minus(SECOND));
    assertTrue(client.isActive());
    send(GET);
    answer();
    pass(IDLE.minus(SECOND));
    assertTrue(client.isActive());
    pass(SECOND);
    assertFalse(client.isActive());
    assertEquals(List.of(), late);
  }

  @Test
  void an_answer_takes_as_long_as_the_service_needs() {
    send(GET);
    pass(Duration.ofHours(1));
    assertTrue(client.isActive());
    answer();
    pass(IDLE);
    assertFalse(client.isActive());
  }

  @Test
  void a_stream_stays_open() {
    send(GET);
    client.writeOutbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    for (int i = 0; i < 1000; i++) {
      pass(Duration.ofSeconds(15));
      client.writeOutbound(new DefaultHttpContent(bytes(":\n\n")));
      assertTrue(client.isActive());
    }
    client.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
    pass(IDLE);
    assertFalse(client.isActive());
  }

  @Test
  void a_connection_is_idle_only_when_all_its_requests_are_answered() {
    send(GET + GET);
    answer();
    pass(IDLE.multipliedBy(2));
    assertTrue(client.isActive());
    answer();
    pass(IDLE);
    assertFalse(client.isActive());
  }

  @Test
  void an_interim_answer_is_no_answer() {
    send(UPLOAD.formatted(1));
    client.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    send("x");
    pass(IDLE.multipliedBy(2));
    assertTrue(client.isActive());
  }

  @Test
  void a_body_that_stalls_is_not_waited_for() {
    send(UPLOAD.formatted(1000) + "x".repeat(999));
    pass(BODY.minus(SECOND));
    assertTrue(client.isActive());
    pass(SECOND);
    assertClosed("body");
  }

  @Test
  void a_body_that_trickles_is_not_waited_for() {
    send(UPLOAD.formatted(1_000_000));
    for (int i = 0; i < BODY.toSeconds() - 1; i++) {
      pass(SECOND);
      send("x".repeat(BYTES_PER_SECOND));
      assertTrue(client.isActive());
    }
    pass(SECOND);
    assertClosed("body");
  }

  @Test
  void fifty_megabytes_over_a_slow_line_arrive() {
    int length = 50_000_000;
    send(UPLOAD.formatted(length));
    for (int sent = 0; sent < length; sent += SLOW_LINE_BYTES_PER_SECOND) {
      pass(SECOND);
      assertTrue(client.isActive(), "after " + sent + " bytes");
      send("x".repeat(SLOW_LINE_BYTES_PER_SECOND));
    }
    pass(BODY.multipliedBy(2));
    assertTrue(client.isActive(), "the service works on its answer");
    assertEquals(List.of(), late);
  }

  @Test
  void a_client_is_not_blamed_while_the_service_does_not_read() {
    send(UPLOAD.formatted(1_000_000));
    client.config().setAutoRead(false);
    pass(BODY.multipliedBy(3));
    assertTrue(client.isActive());
    client.config().setAutoRead(true);
    send("x");
    pass(BODY.minus(SECOND));
    assertTrue(client.isActive(), "the client has the whole time again");
    pass(BODY.plus(SECOND));
    assertClosed("body");
  }

  private void send(String text) {
    client.writeInbound(bytes(text));
    client.releaseInbound();
  }

  private void answer() {
    client.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
  }

  private void pass(Duration time) {
    for (int second = 0; second < time.toSeconds(); second++) {
      client.advanceTimeBy(1, TimeUnit.SECONDS);
      client.runScheduledPendingTasks();
    }
  }

  private void assertClosed(String part) {
    assertFalse(client.isActive());
    assertEquals(List.of(part), late);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }
}
