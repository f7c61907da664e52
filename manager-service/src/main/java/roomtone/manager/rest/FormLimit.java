package roomtone.manager.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets the server read every form through {@link BoundedForm}. */
@ApplicationScoped
class FormLimit {

  @ServerRequestFilter
  void bound(ContainerRequestContext request) {
    String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.startsWith("multipart/form-data")) {
      return;
    }
    String boundary = BoundedForm.parameter(type, "boundary");
    if (boundary == null || boundary.isEmpty()) {
      throw BoundedForm.malformed(
          "Content-Type names no boundary. Send a form that follows RFC 7578.");
    }
    BoundedForm.requireKnownCharset(type);
    request.setEntityStream(new BoundedForm(request.getEntityStream(), boundary));
  }
}
