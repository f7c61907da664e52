package roomtone.limit;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import org.jboss.logging.Logger;
import roomtone.client.ClientAddress;
import roomtone.meter.Meters;

/**
 * Puts the limits of connections before the public ports of the service. Health and metrics have a
 * port of their own, whose connections are neither limited nor counted, so that a full service can
 * still say how it is.
 *
 * <p>Vert.x has a handler of connections, but calls it only after the first bytes, or after the TLS
 * handshake. The limits have to hold before, so a handler is added to the listening channel itself.
 */
@ApplicationScoped
class ConnectionLimit {

  /**
   * Descriptors of files that are left for everything else: the program's own files, connections to
   * the database and to S3, files of uploads, health and metrics.
   */
  static final int RESERVED_DESCRIPTORS = 1_000;

  private static final Logger LOG = Logger.getLogger(ConnectionLimit.class);

  private final Vertx vertx;
  private final HttpServer server;
  private final Meters meters;
  private final Places places;
  private final ConnectionAdmission admission;

  ConnectionLimit(
      Vertx vertx,
      HttpServer server,
      ConnectionSettings settings,
      ClientAddress addresses,
      Meters meters) {
    this.vertx = vertx;
    this.server = server;
    this.meters = meters;
    this.places = new Places(affordable(settings.max()), settings.maxPerAddress());
    this.admission =
        new ConnectionAdmission(
            places,
            addresses,
            settings,
            reason -> meters.counter("roomtone.connections.refused", reason).increment(),
            part -> meters.counter("roomtone.connections.timeouts", part).increment());
  }

  void limitHttp(@ObservesAsync HttpServerStart started) {
    limit(server.getPort());
  }

  void limitHttps(@ObservesAsync HttpsServerStart started) {
    limit(server.getSecurePort());
  }

  private void limit(int port) {
    install(((VertxInternal) vertx).getAcceptorEventLoopGroup(), port, admission);
    meters.gauge("roomtone.connections.open", places, Places::taken);
  }

  /** Adds the handler to the channel that listens on a port, and returns when it is there. */
  static void install(EventLoopGroup acceptors, int port, ConnectionAdmission admission) {
    for (EventExecutor acceptor : acceptors) {
      acceptor
          .submit(() -> install((SingleThreadEventLoop) acceptor, port, admission))
          .syncUninterruptibly();
    }
  }

  /** As above; it runs in the thread of the acceptor. */
  private static void install(
      SingleThreadEventLoop acceptor, int port, ConnectionAdmission admission) {
    Iterator<Channel> channels = acceptor.registeredChannelsIterator();
    while (channels.hasNext()) {
      if (channels.next() instanceof ServerSocketChannel listening
          && listening.localAddress() != null
          && listening.localAddress().getPort() == port) {
        listening.pipeline().addFirst(admission);
      }
    }
  }

  /** Returns how many connections the operating system lets this process open, at most the wish. */
  private static int affordable(int wished) {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
      return wished;
    }
    long descriptors = unix.getMaxFileDescriptorCount();
    int affordable = (int) Math.max(1, Math.min(wished, descriptors - RESERVED_DESCRIPTORS));
    if (affordable < wished) {
      LOG.warnf(
          "connections limited to=%d instead of=%d: the process may open %d files only, see docs/operations.md",
          affordable, wished, descriptors);
    }
    return affordable;
  }
}
