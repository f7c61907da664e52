package roomtone.client;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The address of the client that makes a call. Each proxy appends the address of its peer to a
 * header: read from the end, the first address that is not a trusted proxy is the client's.
 * Addresses before it can be forged and are ignored, and so is the header of a peer that is not a
 * trusted proxy.
 */
@ApplicationScoped
public class ClientAddress {

  /** The header in which proxies pass addresses on. */
  enum Header {
    X_FORWARDED_FOR,
    /** RFC 7239. */
    FORWARDED
  }

  private static final int MAX_CHAIN = 20;

  private final List<IpRange> proxies;
  private final Header header;

  /**
   * @param trustedProxies {@code ROOMTONE_TRUSTED_PROXIES}: addresses or ranges of the trusted
   *     proxies, such as 10.0.0.0/8,2001:db8::/32; without any, the peer of the connection is the
   *     client
   * @param header {@code ROOMTONE_FORWARDED_HEADER}: the header that the proxies write; the other
   *     one is ignored, because a proxy may pass it on as the client sent it
   */
  @Inject
  ClientAddress(
      @ConfigProperty(name = "roomtone.trusted-proxies") Optional<List<String>> trustedProxies,
      @ConfigProperty(name = "roomtone.forwarded-header", defaultValue = "X_FORWARDED_FOR")
          Header header) {
    this(trustedProxies.orElse(List.of()), header);
  }

  /** The addresses of clients behind some proxies that write X-Forwarded-For. */
  public static ClientAddress behind(List<String> proxies) {
    return new ClientAddress(proxies, Header.X_FORWARDED_FOR);
  }

  ClientAddress(List<String> proxies, Header header) {
    try {
      this.proxies = proxies.stream().map(IpRange::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "Roomtone cannot start: ROOMTONE_TRUSTED_PROXIES: "
              + e.getMessage()
              + " (see docs/operations.md).");
    }
    this.header = header;
  }

  /**
   * Returns the client's address as limits count it: the whole IPv4 address, the /64 of an IPv6
   * address.
   */
  public String of(HttpServerRequest request) {
    if (request.remoteAddress() == null || request.remoteAddress().hostAddress() == null) {
      return "unknown";
    }
    return of(request.remoteAddress().hostAddress(), request.headers().getAll(headerName()));
  }

  /** As {@link #of(HttpServerRequest)}, for the peer of a connection that has sent nothing yet. */
  public String of(InetAddress peer) {
    return IpRange.caller(peer);
  }

  /** Whether an address is that of a trusted proxy. */
  public boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(range -> range.contains(address));
  }

  /** Whether the client uses HTTPS: with this server, or with a trusted proxy that says so. */
  boolean isHttps(HttpServerRequest request) {
    if (request.isSSL()) {
      return true;
    }
    String said = request.getHeader("X-Forwarded-Proto");
    if (header == Header.FORWARDED) {
      List<String> values = request.headers().getAll(headerName());
      said = values.isEmpty() ? null : parameter(values.getLast().split(",", -1)[0], "proto");
    }
    return said != null
        && said.strip().toLowerCase(Locale.ROOT).equals("https")
        && request.remoteAddress() != null
        && IpRange.address(String.valueOf(request.remoteAddress().hostAddress()))
            .filter(this::isProxy)
            .isPresent();
  }

  /**
   * @param connected the address of the peer of the connection
   * @param said the values of the header, in their order
   */
  String of(String connected, List<String> said) {
    Optional<InetAddress> peer = IpRange.address(connected);
    if (peer.isEmpty()) {
      return connected;
    }
    InetAddress caller = peer.get();
    List<String> chain = chain(said);
    for (int i = chain.size() - 1; i >= 0 && isProxy(caller); i--) {
      Optional<InetAddress> before = IpRange.address(chain.get(i));
      if (before.isEmpty()) {
        break; // "unknown" or worse: the proxy is all that is known
      }
      caller = before.get();
    }
    return IpRange.caller(caller);
  }

  private List<String> chain(List<String> values) {
    List<String> chain = new ArrayList<>();
    for (String value : values) {
      for (String element : value.split(",", -1)) {
        chain.add(header == Header.FORWARDED ? String.valueOf(parameter(element, "for")) : element);
      }
    }
    return chain.subList(Math.max(0, chain.size() - MAX_CHAIN), chain.size());
  }

  /**
   * Returns a parameter of an element such as {@code for="[2001:db8::1]:4711";proto=https}; null
   * when the element lacks it.
   */
  private static String parameter(String element, String name) {
    for (String pair : element.split(";", -1)) {
      String[] parts = pair.strip().split("=", 2);
      if (parts.length == 2 && parts[0].strip().equalsIgnoreCase(name)) {
        return parts[1].strip().replace("\"", "");
      }
    }
    return null;
  }

  private String headerName() {
    return header == Header.FORWARDED ? "Forwarded" : "X-Forwarded-For";
  }
}
