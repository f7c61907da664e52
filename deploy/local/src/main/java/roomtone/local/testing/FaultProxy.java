package roomtone.local.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import roomtone.local.startup.Loopback;

/**
 * A TCP proxy on loopback that does to connections what a network or a stopped server does. It
 * begins by passing everything on.
 */
public final class FaultProxy implements AutoCloseable {

  /** What happens to bytes, in both directions. */
  private enum Fault {
    NONE,
    /** They wait. */
    HELD,
    /** They are lost, and so is all that follows on their connection. */
    DROPPED
  }

  private static final int BUFFER = 16 * 1024;

  private final ServerSocket server;
  private final String targetHost;
  private final int targetPort;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private Fault fault = Fault.NONE;
  private volatile Duration delay = Duration.ZERO;

  private FaultProxy(ServerSocket server, String targetHost, int targetPort) {
    this.server = server;
    this.targetHost = targetHost;
    this.targetPort = targetPort;
  }

  /** Starts a proxy before a server. */
  public static FaultProxy to(String host, int port) {
    try {
      FaultProxy proxy = new FaultProxy(new ServerSocket(0, 50, Loopback.address()), host, port);
      Thread.ofPlatform().daemon().name("fault-proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a proxy before the server of a database. */
  public static FaultProxy to(LocalDatabase database) {
    URI server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    return to(server.getHost(), server.getPort());
  }

  /** The address of a database behind this proxy, for JDBC. */
  public String jdbcUrl(LocalDatabase database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getLocalPort(), database.name());
  }

  /** Passes everything on, and what was held; what was dropped stays lost. */
  public void pass() {
    set(Fault.NONE);
    delay = Duration.ZERO;
  }

  /**
   * Holds all bytes until {@link #pass()}, as a server that is stopped by SIGSTOP: connections open
   * and stay open, and nothing answers.
   */
  public void hold() {
    set(Fault.HELD);
  }

  /**
   * Drops all bytes, as a firewall that forgets connections: neither side hears of it. After {@link
   * #pass()} the connections of before stay silent, and new ones work.
   */
  public void drop() {
    lines.forEach(line -> line.lost = true);
    set(Fault.DROPPED);
  }

  /** Passes bytes on, this much later in each direction. */
  public void delay(Duration eachWay) {
    delay = eachWay;
  }

  /** Resets all connections. */
  public void cut() {
    lines.forEach(Line::reset);
  }

  private synchronized void set(Fault next) {
    fault = next;
    notifyAll();
  }

  /** Waits while bytes are held; returns whether they are lost. */
  private synchronized boolean awaitPassage(Line line) throws InterruptedException {
    while (fault == Fault.HELD && !line.closed) {
      wait();
    }
    line.lost |= fault == Fault.DROPPED;
    return line.lost;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.startVirtualThread(() -> open(client));
      } catch (IOException closed) {
        // the loop ends
      }
    }
  }

  private void open(Socket client) {
    try {
      Socket target = new Socket(targetHost, targetPort);
      target.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Line line = new Line(client, target);
      lines.add(line);
      Thread.startVirtualThread(() -> line.pump(client, target));
      line.pump(target, client);
    } catch (IOException refused) {
      close(client);
    }
  }

  /** Ends all connections and stops to listen. */
  @Override
  public void close() {
    pass();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lines.forEach(Line::close);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // it is closed
    }
  }

  /** A connection of a client and the one to the server. */
  private final class Line {
    private final Socket client;
    private final Socket target;
    private volatile boolean lost;
    private volatile boolean closed;

    private Line(Socket client, Socket target) {
      this.client = client;
      this.target = target;
    }

    private void pump(Socket from, Socket to) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          if (!awaitPassage(this)) {
            LockSupport.parkNanos(delay.toNanos());
            out.write(buffer, 0, count);
          }
        }
        awaitPassage(this);
      } catch (IOException broken) {
        // both ends are closed
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      close();
    }

    private void reset() {
      try {
        client.setSoLinger(true, 0);
        target.setSoLinger(true, 0);
      } catch (SocketException alreadyClosed) {
        // nothing is left to reset
      }
      close();
    }

    private void close() {
      closed = true;
      lines.remove(this);
      FaultProxy.close(client);
      FaultProxy.close(target);
    }
  }
}
