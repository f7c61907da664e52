package roomtone.problem;

import io.vertx.core.VertxException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;

/**
 * Answers requests that fail before a resource is reached, such as those without Host or with a
 * malformed address, by a problem. The router itself answers them without content or with a stack
 * trace.
 */
@ApplicationScoped
class RoutingErrors {

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  void register(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE).failureHandler(RoutingErrors::sayIfOurs);
    for (int status : List.of(BAD_REQUEST, NOT_FOUND)) {
      router.errorHandler(status, call -> say(call, ProblemMappers.of(status).orElseThrow()));
    }
  }

  private static void sayIfOurs(RoutingContext call) {
    boolean ofTheServer = call.failure() == null || call.failure() instanceof VertxException;
    Optional<Problem> known = ofTheServer ? ProblemMappers.of(call.statusCode()) : Optional.empty();
    known.ifPresentOrElse(problem -> say(call, problem), call::next);
  }

  private static void say(RoutingContext call, Problem problem) {
    if (!call.response().ended()) {
      problem.send(call.response());
    }
  }
}
