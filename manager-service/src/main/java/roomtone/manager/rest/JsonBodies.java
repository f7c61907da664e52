package roomtone.manager.rest;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import java.util.Collection;
import roomtone.problem.Problem;

/** Refuses a JSON body that is missing, or is no object or list where the call takes one. */
@Provider
class JsonBodies implements ReaderInterceptor {

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
    try {
      Object read = body.proceed();
      if (read != null || !MediaType.APPLICATION_JSON_TYPE.isCompatible(body.getMediaType())) {
        return read;
      }
    } catch (MismatchedInputException e) {
      if (!e.getPath().isEmpty()) {
        throw e;
      }
    }
    throw Problem.withDetail(
        "invalid-body",
        Collection.class.isAssignableFrom(body.getType())
            ? "The body is no JSON array. Send one, also for a single item; /q/openapi lists its fields."
            : "The body is no JSON object. Send one; /q/openapi lists its fields.");
  }
}
