package roomtone.brain.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The caller: the user of Supabase Auth whose token came with the request. */
@ApplicationScoped
public class Caller {

  private final JsonWebToken token;

  Caller(JsonWebToken token) {
    this.token = token;
  }

  /** Returns the token's subject; only for calls that require sign-in. */
  public UUID id() {
    return UUID.fromString(token.getSubject());
  }
}
