package roomtone.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** A range of IP addresses in CIDR notation: 10.0.0.0/8, 2001:db8::/32, or a single address. */
public record IpRange(InetAddress base, int prefix) {

  /** Bits of an IPv6 address that identify a site. A site chooses the remaining bits itself. */
  private static final int SITE_PREFIX_IPV6 = 64;

  /**
   * Parses an address or a range.
   *
   * @param text such as 192.0.2.7 or 2001:db8::/32; surrounding blanks are ignored
   * @throws IllegalArgumentException when the text is neither
   */
  public static IpRange parse(String text) {
    String[] parts = text.strip().split("/", 2);
    InetAddress base =
        address(parts[0])
            .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no IP address"));
    int bits = base.getAddress().length * 8;
    try {
      int prefix = parts.length == 1 ? bits : Integer.parseInt(parts[1]);
      if (prefix >= 0 && prefix <= bits) {
        return new IpRange(base, prefix);
      }
    } catch (NumberFormatException e) {
      // The exception below reports it.
    }
    throw new IllegalArgumentException("'" + text + "' has no length from 0 to " + bits);
  }

  /**
   * Parses an address from a header: IPv4 or IPv6, with or without brackets, port or zone. It never
   * asks the name service. IPv4 in IPv6 (::ffff:1.2.3.4) becomes IPv4.
   */
  static Optional<InetAddress> address(String text) {
    String address = text.strip();
    if (address.startsWith("[")) {
      int end = address.indexOf(']');
      address = end < 0 ? "" : address.substring(1, end);
    } else if (address.indexOf(':') == address.lastIndexOf(':') && address.contains(":")) {
      address = address.substring(0, address.indexOf(':'));
    }
    int zone = address.indexOf('%');
    byte[] bytes =
        NetUtil.createByteArrayFromIpAddressString(zone < 0 ? address : address.substring(0, zone));
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] one = base.getAddress();
    byte[] other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    int whole = prefix / 8;
    int rest = prefix % 8;
    return Arrays.equals(one, 0, whole, other, 0, whole)
        && (rest == 0 || ((one[whole] ^ other[whole]) & 0xff) >> (8 - rest) == 0);
  }

  /**
   * Returns an address as limits count it: the whole IPv4 address, the network of an IPv6 address.
   */
  static String caller(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address.getHostAddress();
    }
    Arrays.fill(bytes, SITE_PREFIX_IPV6 / 8, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/" + SITE_PREFIX_IPV6;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
