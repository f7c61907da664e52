package roomtone.manager.rest;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestPath;

/** Which player a call is about: the last part of {@code /api/admin/players/{id}}. */
public class PlayerParameter {

  /** As it was sent; a call that knows no such player answers 404. */
  @RestPath
  @Parameter(description = "The player.", example = "123e4567-e89b-12d3-a456-426614174000")
  public String id;
}
