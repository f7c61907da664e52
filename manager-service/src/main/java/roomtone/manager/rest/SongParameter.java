package roomtone.manager.rest;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestPath;

/** Which song a call is about: the last part of {@code /api/admin/songs/{id}}. */
public class SongParameter {

  /** As it was sent; a call that knows no such song answers 404. */
  @RestPath
  @Parameter(description = "The song.", example = "123e4567-e89b-12d3-a456-426614174000")
  public String id;
}
