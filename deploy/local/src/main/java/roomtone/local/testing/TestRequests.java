package roomtone.local.testing;

import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.restassured.RestAssured;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Requests to the service under test, at REST-assured's base URI and port. Each problem that they
 * are answered with must be an example of the call in the service's OpenAPI document, and its
 * detail must not be punctuated twice. Modules that use this class depend on REST-assured.
 */
public final class TestRequests {

  /** What a detail has when a text that ends a sentence was put into a sentence. */
  private static final Pattern DOUBLE_PUNCTUATION = Pattern.compile("[.,:;?!]\\s*[.,:;?!]");

  /** What a caller sent, as a detail repeats it. */
  private static final Pattern QUOTATION = Pattern.compile("'[^']*'");

  /** Read at the first problem. */
  private static ApiDocument document;

  private TestRequests() {}

  /** A request without credentials. */
  public static RequestSpecification anybody() {
    return RestAssured.given().filter(TestRequests::checkProblem);
  }

  /** A request with an access token. */
  public static RequestSpecification as(String accessToken) {
    return anybody().header("Authorization", "Bearer " + accessToken);
  }

  /** Checks that a response is this problem, complete as RFC 9457 says. */
  public static ValidatableResponse assertProblem(
      ValidatableResponse response, int status, String slug) {
    return response
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:" + slug))
        .body("status", equalTo(status))
        .body("title", not(emptyOrNullString()))
        .body("detail", not(emptyOrNullString()));
  }

  private static Response checkProblem(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext next) {
    Response response = next.next(request, expected);
    if (response.contentType().startsWith("application/problem+json")) {
      String path = URI.create(request.getURI()).getRawPath();
      String type = response.path("type");
      if (!document().hasProblem(request.getMethod(), path, response.statusCode(), type)) {
        throw new AssertionError(
            "the OpenAPI document of %s %s has no example of %s"
                .formatted(request.getMethod(), path, type));
      }
      String detail = response.path("detail");
      if (detail != null
          && DOUBLE_PUNCTUATION.matcher(QUOTATION.matcher(detail).replaceAll("''")).find()) {
        throw new AssertionError("a detail is punctuated twice: " + detail);
      }
    }
    return response;
  }

  private static synchronized ApiDocument document() {
    if (document == null) {
      document = ApiDocument.of(URI.create(RestAssured.baseURI + ":" + RestAssured.port));
    }
    return document;
  }
}
