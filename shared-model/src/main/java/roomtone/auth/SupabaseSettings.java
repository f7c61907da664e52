package roomtone.auth;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** The project whose users are believed. */
@ConfigMapping(prefix = "supabase")
public interface SupabaseSettings {

  /**
   * {@code SUPABASE_URL}: the address of the project, such as https://abc.supabase.co. The issuer
   * of tokens is {url}/auth/v1.
   */
  Optional<URI> url();

  /** {@code SUPABASE_PUBLISHABLE_KEY}: what browsers send along; public by its nature. */
  Optional<String> publishableKey();

  /**
   * {@code SUPABASE_JWKS_URL}: where the keys are, when not at {url}/auth/v1/.well-known/jwks.json.
   */
  Optional<URI> jwksUrl();

  /**
   * {@code SUPABASE_JWT_SECRET}: also believe tokens signed with the project's legacy secret
   * (HS256).
   */
  Optional<String> jwtSecret();

  /** The only issuer that is believed. */
  default String issuer() {
    String base = url().orElseThrow().toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/auth/v1";
  }
}
