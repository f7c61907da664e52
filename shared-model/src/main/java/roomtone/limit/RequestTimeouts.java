package roomtone.limit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Closes a connection whose client does not send: a head that does not end, a body that stalls or
 * trickles, no further request. A time-out for idle connections does not help against clients that
 * send a byte now and then. While the service works on an answer or sends it, as it does with event
 * streams, nothing is limited here.
 *
 * <p>It has to stand right behind the codec of HTTP/1.1.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the writer by the promise
final class RequestTimeouts extends ChannelDuplexHandler {

  /** What the connection waits for. */
  private enum Phase {
    /** The end of the head of a request. */
    HEAD,
    /** The end of its body. */
    BODY,
    /** The service. */
    ANSWER,
    /** The next request. */
    IDLE
  }

  private final Duration head;
  private final Duration body;
  private final Duration idle;
  private final long leastBytes;
  private final boolean proxy;
  private final Consumer<String> timedOut;

  private Phase phase = Phase.IDLE;
  private ScheduledFuture<?> timeout;

  /** Requests that were received and not yet answered. */
  private int unanswered;

  /** Whether this reading brought a message: a head, or a part of a body. */
  private boolean messageRead;

  /** Bytes of the body since its time began anew. */
  private long received;

  /** Whether the service paused the reading since then, so that the client could not send. */
  private boolean paused;

  /**
   * @param proxy whether the client is a trusted proxy: those open connections before they need
   *     them, and the first request may come as late as each further one
   * @param timedOut is told which part of a request was late: {@code head} or {@code body}
   */
  RequestTimeouts(ConnectionSettings settings, boolean proxy, Consumer<String> timedOut) {
    this.head = settings.headTimeout();
    this.body = settings.bodyTimeout();
    this.idle = settings.idleTimeout();
    this.proxy = proxy;
    this.leastBytes = settings.bodyRate().asLongValue() * body.toMillis() / 1000;
    this.timedOut = timedOut;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (proxy) {
      idle(context);
    } else {
      head(context);
    }
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    messageRead = true;
    if (message instanceof HttpRequest) {
      unanswered++;
      enter(Phase.BODY);
      watchBody(context);
    }
    if (message instanceof HttpContent content) {
      received += content.content().readableBytes();
    }
    if (message instanceof LastHttpContent) {
      enter(Phase.ANSWER);
      idleWhenAnswered(context);
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    boolean partOfHead = !messageRead;
    messageRead = false;
    paused |= !context.channel().config().isAutoRead();
    if (partOfHead && (phase == Phase.IDLE || phase == Phase.ANSWER)) {
      head(context);
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
    boolean interim =
        message instanceof HttpResponse answer
            && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (message instanceof LastHttpContent && !interim) {
      unanswered = Math.max(0, unanswered - 1);
      idleWhenAnswered(context);
    }
    context.write(message, written);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    enter(Phase.IDLE);
    context.fireChannelInactive();
  }

  /** Begins a phase; the time-out of the phase before ends. */
  private void enter(Phase next) {
    phase = next;
    if (timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
  }

  private void head(ChannelHandlerContext context) {
    enter(Phase.HEAD);
    timeout = schedule(context, head, () -> close(context, "head"));
  }

  private void idle(ChannelHandlerContext context) {
    enter(Phase.IDLE);
    timeout = schedule(context, idle, () -> context.channel().close());
  }

  private void idleWhenAnswered(ChannelHandlerContext context) {
    if (phase == Phase.ANSWER && unanswered == 0) {
      idle(context);
    }
  }

  private void watchBody(ChannelHandlerContext context) {
    received = 0;
    paused = !context.channel().config().isAutoRead();
    timeout = schedule(context, body, () -> checkBody(context));
  }

  private void checkBody(ChannelHandlerContext context) {
    boolean reading = !paused && context.channel().config().isAutoRead();
    if (reading && received < leastBytes) {
      close(context, "body");
    } else {
      watchBody(context);
    }
  }

  private void close(ChannelHandlerContext context, String part) {
    timedOut.accept(part);
    context.channel().close();
  }

  private static ScheduledFuture<?> schedule(
      ChannelHandlerContext context, Duration wait, Runnable action) {
    return context.executor().schedule(action, wait.toMillis(), TimeUnit.MILLISECONDS);
  }
}
