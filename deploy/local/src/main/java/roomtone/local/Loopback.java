package roomtone.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import roomtone.local.CannotStart.Reason;

/** The address 127.0.0.1, which everything here listens on, and its ports. */
public final class Loopback {

  /**
   * Below the range that systems take the ports of outgoing connections from, where a free port
   * stays free.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private Loopback() {}

  /** 127.0.0.1, whatever the system prefers. */
  public static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an address", impossible);
    }
  }

  /** A port that nobody uses now. */
  public static int freePort() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new CannotStart(Reason.TAKEN, "No port from %d to %d is free.".formatted(FIRST, LAST));
  }

  /**
   * Makes sure that a port is free.
   *
   * @param user who needs it, for the message
   * @throws CannotStart when it is taken
   */
  public static void requireFree(int port, String user) {
    if (!isFree(port)) {
      throw taken(port, user);
    }
  }

  /** That a port is taken. */
  public static CannotStart taken(int port, String user) {
    return new CannotStart(
        Reason.TAKEN,
        "Port %d, which %s needs, is in use by another program; stop it first."
            .formatted(port, user));
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
