package roomtone.brain.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who is calling: the user of Supabase Auth whose token came with the request. */
@ApplicationScoped
public class Caller {

  private final JsonWebToken token;

  Caller(JsonWebToken token) {
    this.token = token;
  }

  /** The token's subject; only asked where the call is for those who are signed in. */
  public UUID id() {
    return UUID.fromString(token.getSubject());
  }
}
