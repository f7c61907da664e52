package roomtone.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import roomtone.problem.ProblemKind;
import roomtone.problem.ProblemRegistry;

/**
 * Describes the kinds of problems of a service in its OpenAPI document. Annotations name them by
 * their slugs in the description of a response.
 */
final class KnownProblems {

  private static final String SCHEMA = "Problem";

  private static final Pattern SLUG = Pattern.compile("[a-z]+(?:-[a-z0-9]+)*");

  private static final Pattern ONLY_SLUGS = Pattern.compile(SLUG + "(, " + SLUG + ")*");

  private static final Set<Integer> WITH_RETRY_AFTER = Set.of(429, 503, 507);

  private final Map<String, ProblemKind> kinds;
  private final Map<String, APIResponse> responses = new LinkedHashMap<>();
  private final Set<String> used = new TreeSet<>();

  private KnownProblems(Map<String, ProblemKind> kinds) {
    this.kinds = kinds;
  }

  static KnownProblems load() {
    return new KnownProblems(
        ProblemRegistry.read(Thread.currentThread().getContextClassLoader()).kinds().stream()
            .collect(Collectors.toMap(ProblemKind::slug, kind -> kind)));
  }

  /** Shows an example of each problem that the response's description names. */
  void explain(APIResponse response) {
    List<String> named =
        SLUG.matcher(response.getDescription() == null ? "" : response.getDescription())
            .results()
            .map(MatchResult::group)
            .filter(kinds::containsKey)
            .distinct()
            .toList();
    if (named.isEmpty() || response.getContent() != null) {
      return;
    }
    MediaType body =
        OASFactory.createMediaType()
            .schema(OASFactory.createSchema().ref("#/components/schemas/" + SCHEMA));
    named.forEach(
        slug ->
            body.addExample(slug, OASFactory.createExample().ref("#/components/examples/" + slug)));
    response.setContent(OASFactory.createContent().addMediaType("application/problem+json", body));
    used.addAll(named);
    if (named.stream()
        .map(kinds::get)
        .map(ProblemKind::status)
        .anyMatch(WITH_RETRY_AFTER::contains)) {
      response.addHeader(
          "Retry-After",
          OASFactory.createHeader()
              .description("Seconds until it makes sense to try again.")
              .schema(OASFactory.createSchema().addType(SchemaType.INTEGER))
              .example(5));
    }
  }

  /**
   * Refers to one shared response where the description consists of slugs only; otherwise returns
   * the response itself.
   */
  APIResponse shared(String status, APIResponse response) {
    if (response.getContent() == null || !ONLY_SLUGS.matcher(response.getDescription()).matches()) {
      return response;
    }
    String name = status + "-" + response.getDescription().replace(", ", "-or-");
    responses.putIfAbsent(name, response);
    return OASFactory.createAPIResponse().ref("#/components/responses/" + name);
  }

  /** Describes the problems and responses that calls refer to. */
  void describe(Components components) {
    components.addSchema(SCHEMA, schema());
    responses.forEach(components::addResponse);
    used.forEach(slug -> components.addExample(slug, example(kinds.get(slug))));
  }

  private static Example example(ProblemKind kind) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("type", kind.type());
    value.put("title", kind.title());
    value.put("status", kind.status());
    value.put("detail", kind.example());
    value.putAll(kind.members());
    return OASFactory.createExample().summary(kind.title()).value(value);
  }

  private static Schema schema() {
    return OASFactory.createSchema()
        .addType(SchemaType.OBJECT)
        .description("What went wrong, RFC 9457. Some kinds have members of their own.")
        .required(List.of("type", "title", "status", "detail"))
        .addProperty("type", text("The kind, for programs; it never changes.").format("uri"))
        .addProperty("title", text("The kind, in words."))
        .addProperty(
            "status",
            OASFactory.createSchema()
                .addType(SchemaType.INTEGER)
                .description("The HTTP status, once more."))
        .addProperty("detail", text("This case, and what to do next."))
        .addProperty(
            "retry_after_seconds",
            OASFactory.createSchema()
                .addType(SchemaType.INTEGER)
                .description("With Retry-After: the same in the body."));
  }

  private static Schema text(String description) {
    return OASFactory.createSchema().addType(SchemaType.STRING).description(description);
  }
}
