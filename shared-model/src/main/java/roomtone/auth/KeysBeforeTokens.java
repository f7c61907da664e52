package roomtone.auth;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;

/**
 * Lets a call wait for the key of its token, without a thread, before the token is verified. It
 * identifies nobody: the provider of Quarkus does, which comes after it and must not block.
 */
@ApplicationScoped
class KeysBeforeTokens implements IdentityProvider<TokenAuthenticationRequest> {

  private final SupabaseTokens tokens;

  KeysBeforeTokens(SupabaseTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public Class<TokenAuthenticationRequest> getRequestType() {
    return TokenAuthenticationRequest.class;
  }

  /** Before the provider of Quarkus, which has the default priority. */
  @Override
  public int priority() {
    return IdentityProvider.super.priority() + 1;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      TokenAuthenticationRequest request, AuthenticationRequestContext context) {
    CompletableFuture<Void> key = tokens.awaitKey(request.getToken().getToken());
    Uni<SecurityIdentity> nobody =
        Uni.createFrom().completionStage(key).replaceWith((SecurityIdentity) null);
    Context call = Vertx.currentContext();
    // The call goes on where its request scope is, not on the thread of the fetch.
    return key.isDone() || call == null
        ? nobody
        : nobody.emitOn(rest -> call.runOnContext(started -> rest.run()));
  }
}
