package roomtone.manager.rest;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which part of a list is wanted, as the query of a call says it. */
public class PageParameters {

  private static final int DEFAULT_SIZE = 50;

  /** From 1; the first when absent. */
  @RestQuery
  @Parameter(
      description = "From 1, which it is when absent. A page behind the last is empty.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"),
      example = "1")
  public String page;

  /** How many items a full page holds. */
  @RestQuery
  @Parameter(
      description = "How many items a full page holds.",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50"),
      example = "50")
  public String size;

  /**
   * The page that is asked for.
   *
   * @throws roomtone.problem.Problem 400 when there can be none
   */
  public PageRequest request() {
    return new PageRequest(
        page == null ? 1 : QueryParameters.integer("page", page, 1, PageRequest.MAX_PAGE),
        size == null
            ? DEFAULT_SIZE
            : QueryParameters.integer("size", size, 1, PageRequest.MAX_SIZE));
  }
}
