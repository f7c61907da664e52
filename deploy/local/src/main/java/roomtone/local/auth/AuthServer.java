package roomtone.local.auth;

import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Gateway;
import roomtone.local.startup.Loopback;
import roomtone.local.startup.StartupFailure;

/**
 * The gateway with Supabase Auth at {@code /auth/v1} and the {@link Mailbox}; other parts may be
 * added to it. It accepts any API key or none.
 */
public final class AuthServer implements AutoCloseable {

  /**
   * The secret with which {@code supabase start} signs its legacy HS256 tokens; it is public and
   * for development only.
   */
  public static final String LEGACY_JWT_SECRET =
      "super-secret-jwt-token-with-at-least-32-characters-long";

  private static final String PREFIX = "/auth/v1";

  private final Gateway gateway;
  private final ConnectionPool connections;
  private final Mailbox mails;
  private final AtomicReference<AuthSettings> settings =
      new AtomicReference<>(AuthSettings.defaults());
  private final TokenVerifier tokens;

  private AuthServer(
      Gateway gateway,
      DataSource database,
      SigningKeys keys,
      InstantSource clock,
      Consumer<String> mailLog) {
    this.gateway = gateway;
    connections = new ConnectionPool(database);
    mails = new Mailbox(mailLog);
    tokens = new TokenVerifier(keys, clock);
    gateway.add(PREFIX, new AuthPart(connections, keys, issuer(), mails, settings::get, clock));
    gateway.add(Mailbox.PREFIX, mails);
  }

  /**
   * Starts to serve.
   *
   * @param database connections of the login supabase_auth_admin
   * @param port on 127.0.0.1; 0 for a free one
   * @throws StartupFailure when the port is taken
   */
  public static AuthServer start(DataSource database, SigningKeys keys, int port) {
    return start(database, keys, Loopback.address(), port, Clock.systemUTC(), mail -> {});
  }

  /**
   * As {@link #start(DataSource, SigningKeys, int)}, on 127.0.0.1.
   *
   * @param clock what all times of Auth and of its tokens are read from
   * @param mailLog takes the text of each mail
   */
  public static AuthServer start(
      DataSource database,
      SigningKeys keys,
      int port,
      InstantSource clock,
      Consumer<String> mailLog) {
    return start(database, keys, Loopback.address(), port, clock, mailLog);
  }

  /**
   * As {@link #start(DataSource, SigningKeys, int, InstantSource, Consumer)}.
   *
   * @param listen the address to listen on; {@link #url()} names 127.0.0.1 all the same
   */
  public static AuthServer start(
      DataSource database,
      SigningKeys keys,
      InetAddress listen,
      int port,
      InstantSource clock,
      Consumer<String> mailLog) {
    return new AuthServer(Gateway.start(listen, port), database, keys, clock, mailLog);
  }

  /** The value of SUPABASE_URL for services. */
  public URI url() {
    return gateway.url();
  }

  /** The issuer in every token. */
  public String issuer() {
    return url() + PREFIX;
  }

  /** The URL of the key set. */
  public URI jwksUrl() {
    return URI.create(issuer() + "/.well-known/jwks.json");
  }

  /** The URL of the mails. */
  public URI mailsUrl() {
    return URI.create(url() + Mailbox.PREFIX + "/mails");
  }

  /** The mails that were sent. */
  public Mailbox mails() {
    return mails;
  }

  /** The settings in force. */
  public AuthSettings settings() {
    return settings.get();
  }

  /** Sets other settings, for the calls that follow. */
  public void configure(AuthSettings other) {
    settings.set(other);
  }

  /** What tells valid tokens from others. */
  public TokenVerifier tokens() {
    return tokens;
  }

  /** Where other parts are added. */
  public Gateway gateway() {
    return gateway;
  }

  /** Stops at once; users and sessions stay in the database. */
  @Override
  public void close() {
    gateway.close();
    connections.close();
  }
}
