package roomtone.brain.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.page.PageRequest;
import roomtone.problem.Problem;

/** The query parameters of a call that answers with a page. */
public class PageParameters {

  private static final int DEFAULT_SIZE = 20;

  /** Number of the page, from 1; null: the first. */
  @Parameter(
      description = "From 1; a page behind the last is empty",
      schema = @Schema(implementation = Integer.class),
      example = "1")
  @RestQuery
  public String page;

  /** How many items a full page holds; null: {@value #DEFAULT_SIZE}. */
  @Parameter(
      description = "1 to 100, by default 20",
      schema = @Schema(implementation = Integer.class),
      example = "20")
  @RestQuery
  public String size;

  /**
   * The page that the caller asks for.
   *
   * @throws Problem 400 invalid-page
   */
  public PageRequest request() {
    return new PageRequest(
        Parameters.number(
            page,
            1,
            PageRequest.MAX_PAGE,
            () -> Problem.of("invalid-page", "page", PageRequest.MAX_PAGE)),
        Parameters.number(
            size,
            DEFAULT_SIZE,
            Parameters.MAX_SIZE,
            () -> Problem.of("invalid-page", "size", Parameters.MAX_SIZE)));
  }
}
