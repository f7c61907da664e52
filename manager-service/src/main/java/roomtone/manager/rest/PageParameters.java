package roomtone.manager.rest;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import roomtone.page.PageRequest;

/** The query parameters for one page of a list. */
public class PageParameters {

  /** Lists that grow without end are counted and read this far: more would cost too much. */
  public static final int MAX_COUNTED = 100_000;

  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_SIZE = 200;

  /** The number of the page, from 1; null: the first. */
  @RestQuery
  @Parameter(
      description = "From 1, which it is when absent. A page behind the last is empty.",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"),
      example = "1")
  public String page;

  /** How many items a full page holds; null: {@value #DEFAULT_SIZE}. */
  @RestQuery
  @Parameter(
      description = "How many items a full page holds.",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50"),
      example = "50")
  public String size;

  /**
   * The page that the caller asks for.
   *
   * @throws roomtone.problem.Problem 400 when a parameter is out of its range
   */
  public PageRequest request() {
    return request(
        page, size == null ? DEFAULT_SIZE : QueryParameters.integer("size", size, 1, MAX_SIZE));
  }

  /**
   * The page that the caller asks for, of a list that is counted to {@value #MAX_COUNTED} only.
   *
   * @throws roomtone.problem.Problem 400 when a parameter is out of its range, or the page beyond
   *     what is counted
   */
  public PageRequest countedRequest() {
    PageRequest request = request();
    if (request.offset() >= MAX_COUNTED) {
      throw Fields.invalid(
          "page",
          "must not reach beyond the first %d lines: use a narrower filter".formatted(MAX_COUNTED));
    }
    return request;
  }

  /** A page of a fixed size; the first when the number is absent. */
  public static PageRequest request(String page, int size) {
    int number = page == null ? 1 : QueryParameters.integer("page", page, 1, PageRequest.MAX_PAGE);
    return new PageRequest(number, size);
  }
}
