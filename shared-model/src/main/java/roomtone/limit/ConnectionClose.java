package roomtone.limit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection after an answer with {@code Connection: close}. Vert.x sends this header and
 * keeps the connection open, unless the client asked for the end.
 *
 * <p>The client may still be sending. If the connection were closed at once, its next bytes would
 * be answered with a TCP reset, by which it may lose the answer. So first only the own direction is
 * closed, and what comes is read and dropped, up to a number of bytes and for some seconds.
 *
 * <p>It has to stand right behind the codec of HTTP/1.1.
 *
 * @see "RFC 9112, 9.6"
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the writer by the promise
final class ConnectionClose extends ChannelDuplexHandler {

  /** How long a client has time to read the answer and close the connection itself. */
  static final int LINGER_SECONDS = 5;

  /** How much is read meanwhile. Then nothing is read any more until the time is over. */
  static final long MAX_DROPPED_BYTES = 1024 * 1024;

  /** Whether the answer that is being written is the last one. */
  private boolean lastAnswer;

  /** Whether the last answer was written to its end. */
  private boolean answered;

  private long dropped;
  private ScheduledFuture<?> end;

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
    if (answered && message instanceof HttpObject) { // of a request that was already under way
      ReferenceCountUtil.release(message);
      written.tryFailure(new ClosedChannelException());
      return;
    }
    if (message instanceof HttpResponse answer
        && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
      lastAnswer =
          answer.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }
    if (lastAnswer && message instanceof LastHttpContent) {
      answered = true;
      context.write(message, written.unvoid()).addListener(sent -> linger(context));
    } else {
      context.write(message, written);
    }
  }

  private void linger(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    end =
        context
            .executor()
            .schedule(() -> context.channel().close(), LINGER_SECONDS, TimeUnit.SECONDS);
    if (context.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    }
    context.channel().config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!answered) {
      context.fireChannelRead(message);
      return;
    }
    if (message instanceof HttpContent content) {
      dropped += content.content().readableBytes();
    }
    ReferenceCountUtil.release(message);
    if (dropped > MAX_DROPPED_BYTES) {
      context.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (end != null) {
      end.cancel(false);
    }
    context.fireChannelInactive();
  }
}
