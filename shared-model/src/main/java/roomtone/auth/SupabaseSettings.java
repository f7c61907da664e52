package roomtone.auth;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** The Supabase project whose access tokens the service accepts. */
@ConfigMapping(prefix = "supabase")
public interface SupabaseSettings {

  /**
   * {@code SUPABASE_URL}: the address of the project, such as https://abc.supabase.co. The issuer
   * of tokens is {url}/auth/v1.
   */
  Optional<URI> url();

  /** {@code SUPABASE_PUBLISHABLE_KEY}: the key that browsers send to Supabase. It is public. */
  Optional<String> publishableKey();

  /**
   * {@code SUPABASE_JWKS_URL}: the address of the key set; {url}/auth/v1/.well-known/jwks.json when
   * absent.
   */
  Optional<URI> jwksUrl();

  /**
   * {@code SUPABASE_JWT_SECRET}: the project's legacy secret. When it is set, tokens signed with it
   * (HS256) are accepted, too.
   */
  Optional<String> jwtSecret();

  /** The only accepted issuer of tokens. */
  default String issuer() {
    String base = url().orElseThrow().toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/auth/v1";
  }
}
