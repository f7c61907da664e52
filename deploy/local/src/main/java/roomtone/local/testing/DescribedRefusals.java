package roomtone.local.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.function.Supplier;

/** Sees that whatever tests are refused with stands in the description of the call. */
public final class DescribedRefusals {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<URI> service;

  /** Asked for once, at the first refusal. */
  private ApiDocument document;

  /**
   * Of a service.
   *
   * @param service its address, once it runs
   */
  public DescribedRefusals(Supplier<URI> service) {
    this.service = service;
  }

  /**
   * Looks at an answer; one that is no problem passes.
   *
   * @param method such as {@code GET}
   * @param address as called, with or without query
   * @param contentType of the answer
   * @param body of the answer, asked for when it is a problem
   * @throws AssertionError when the call is not described as answering this problem
   */
  public void look(
      String method, String address, int status, String contentType, Supplier<String> body) {
    if (!contentType.startsWith("application/problem+json")) {
      return;
    }
    String type = type(body.get());
    if (!document().hasProblem(method, URI.create(address).getRawPath(), status, type)) {
      throw new AssertionError(
          "%s %s is not described as answering %s".formatted(method, address, type));
    }
  }

  private synchronized ApiDocument document() {
    if (document == null) {
      document = ApiDocument.of(service.get());
    }
    return document;
  }

  private static String type(String problem) {
    try {
      return JSON.readTree(problem).path("type").asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError("no problem: " + problem, e);
    }
  }
}
