package roomtone.local.startup;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import roomtone.local.startup.StartupFailure.Reason;

/** The address 127.0.0.1, on which servers listen unless told otherwise, and its ports. */
public final class Loopback {

  /**
   * The lowest port that {@link #freePort()} returns. The range lies below the ports of outgoing
   * connections, which a system could take at any time.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private Loopback() {}

  /** 127.0.0.1, also on a system that prefers IPv6. */
  public static InetAddress address() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an address", impossible);
    }
  }

  /** An address as the host of a URL: with brackets around one of IPv6. */
  public static String hostOf(InetAddress address) {
    String figures = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + figures + "]" : figures;
  }

  /** A port on which nothing listens. */
  public static int freePort() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new StartupFailure(Reason.TAKEN, "No port from %d to %d is free.".formatted(FIRST, LAST));
  }

  /**
   * Checks that a port is free.
   *
   * @param user the program that needs it, for the message
   * @throws StartupFailure when it is in use
   */
  public static void requireFree(int port, String user) {
    if (!isFree(port)) {
      throw taken(port, user);
    }
  }

  /** The failure that a port is in use. */
  public static StartupFailure taken(int port, String user) {
    return new StartupFailure(
        Reason.TAKEN,
        "Port %d, which %s needs, is in use by another program; stop it first."
            .formatted(port, user));
  }

  /** Whether a program could listen on a port of 127.0.0.1. */
  public static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
