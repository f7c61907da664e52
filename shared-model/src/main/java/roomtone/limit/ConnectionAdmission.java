package roomtone.limit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.util.function.Consumer;
import roomtone.client.ClientAddress;

/**
 * Admits or closes connections in the moment in which they are accepted, before TLS and HTTP, and
 * gives the admitted ones their time-outs.
 */
@Sharable
final class ConnectionAdmission extends ChannelInboundHandlerAdapter {

  /** The handler that Vert.x puts last between bytes and messages of HTTP/1.1. */
  private static final String CODEC = "httpEncoder";

  private final Places places;
  private final ClientAddress addresses;
  private final ConnectionSettings settings;
  private final Consumer<String> refused;
  private final Consumer<String> timedOut;

  /**
   * @param refused is told why a connection is closed at once: {@code address} or {@code pod}
   * @param timedOut is told what a connection was closed for: {@code head} or {@code body}
   */
  ConnectionAdmission(
      Places places,
      ClientAddress addresses,
      ConnectionSettings settings,
      Consumer<String> refused,
      Consumer<String> timedOut) {
    this.places = places;
    this.addresses = addresses;
    this.settings = settings;
    this.refused = refused;
    this.timedOut = timedOut;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof SocketChannel accepted && !admit(accepted)) {
      accepted.unsafe().closeForcibly();
      return;
    }
    context.fireChannelRead(message);
  }

  private boolean admit(SocketChannel accepted) {
    if (accepted.remoteAddress() == null) {
      return false; // it is closed already
    }
    InetAddress peer = accepted.remoteAddress().getAddress();
    boolean proxy = addresses.isProxy(peer);
    String address = addresses.of(peer);
    Places.Outcome outcome = proxy ? places.takeExempt(address) : places.take(address);
    if (outcome != Places.Outcome.TAKEN) {
      refused.accept(outcome == Places.Outcome.ADDRESS_FULL ? "address" : "pod");
      return false;
    }
    accepted.closeFuture().addListener(closed -> places.release(address));
    accepted.pipeline().addLast(new TimeoutsOnceActive(proxy));
    return true;
  }

  /**
   * Adds the time-outs once Vert.x has added its handlers. Behind TLS it adds them later, so that
   * there Vert.x's own limits of the handshake and of idle connections are the only ones.
   */
  private final class TimeoutsOnceActive extends ChannelInboundHandlerAdapter {

    private final boolean proxy;

    private TimeoutsOnceActive(boolean proxy) {
      this.proxy = proxy;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      Channel channel = context.channel();
      ChannelPipeline pipeline = channel.pipeline();
      if (pipeline.get(CODEC) != null) {
        pipeline.addAfter(CODEC, "requestTimeouts", new RequestTimeouts(settings, proxy, timedOut));
        pipeline.addAfter(CODEC, "connectionClose", new ConnectionClose());
      }
      context.fireChannelActive();
      pipeline.remove(this);
    }
  }
}
