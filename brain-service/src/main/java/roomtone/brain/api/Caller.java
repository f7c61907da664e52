package roomtone.brain.api;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import roomtone.auth.SupabaseTokens;
import roomtone.problem.Problem;

/** The caller: the user of Supabase Auth whose token came with the request. */
@ApplicationScoped
public class Caller {

  private final JsonWebToken token;
  private final SecurityIdentity identity;
  private final RoutingContext call;

  Caller(JsonWebToken token, SecurityIdentity identity, RoutingContext call) {
    this.token = token;
    this.identity = identity;
    this.call = call;
  }

  /**
   * A caller who has signed in.
   *
   * @param tokenEnd when the token expires
   */
  public record SignedIn(UUID id, Instant tokenEnd) {}

  /** Returns the token's subject; only for calls that require sign-in. */
  public UUID id() {
    return UUID.fromString(token.getSubject());
  }

  /**
   * Returns the caller of a call for which sign-in is optional. It may block.
   *
   * @return empty without the header Authorization
   * @throws Problem 401 unauthorized, 403 forbidden when the header holds no valid token of a user
   */
  public Optional<SignedIn> ifSignedIn() {
    if (call.request().getHeader("Authorization") == null) {
      return Optional.empty();
    }
    if (identity.isAnonymous()) {
      throw Problem.of("unauthorized").header("WWW-Authenticate", "Bearer");
    }
    if (!identity.hasRole(SupabaseTokens.AUTHENTICATED)) {
      throw Problem.of("forbidden");
    }
    return Optional.of(new SignedIn(id(), Instant.ofEpochSecond(token.getExpirationTime())));
  }
}
