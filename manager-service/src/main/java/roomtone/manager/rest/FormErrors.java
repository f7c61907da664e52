package roomtone.manager.rest;

import io.vertx.core.http.HttpClosedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import roomtone.problem.Problem;

/** Answers what fails while a form is read. The server names the cause in the message alone. */
@ApplicationScoped
class FormErrors {

  private static final Logger LOG = Logger.getLogger(FormErrors.class);
  private static final Duration RETRY = Duration.ofMinutes(1);

  @ServerExceptionMapper
  Response readFailed(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("multipart")) {
      return Problem.of("malformed-form").toResponse();
    }
    if (message.equals("Request too large")) {
      return Problem.of("too-large").toResponse();
    }
    if (isDisconnected(e)) {
      LOG.info("form not read to its end: the sender has gone");
      return Response.status(Response.Status.BAD_REQUEST).build();
    }
    LOG.errorf(e, "a file could not be written or read");
    return Problem.of("disk-trouble").retryAfter(RETRY).toResponse();
  }

  private static boolean isDisconnected(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof HttpClosedException
          || cause instanceof SocketException
          // The server closes the file that it was writing when the connection ends.
          || cause instanceof ClosedChannelException) {
        return true;
      }
    }
    return "Read timed out".equals(e.getMessage());
  }
}
