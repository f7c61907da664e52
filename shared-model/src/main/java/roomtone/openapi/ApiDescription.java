package roomtone.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import roomtone.problem.KnownParameters;

/**
 * Completes the OpenAPI document: which members answers have, examples of bodies, the problems
 * behind every status, and an order that does not depend on how the classes were read. It is the
 * last filter.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 0)
public class ApiDescription implements OASFilter {

  private static final String JSON = "application/json";

  private static final String FIRST_ERROR = "400";

  /** Descriptions that the framework writes and that say no more than the status. */
  private static final Set<String> FRAMEWORK_DESCRIPTIONS =
      Set.of("Bad Request", "Not Authorized", "Not Allowed");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    KnownProblems problems = KnownProblems.load();
    Components components = api.getComponents();
    new RequiredMembers(components.getSchemas()).mark(api);
    ExampleMaker examples = new ExampleMaker(components.getSchemas());
    api.getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              boolean strict = !KnownParameters.isOfDevices(path);
              item.getOperations()
                  .values()
                  .forEach(call -> complete(call, strict, examples, problems));
            });
    problems.describe(components);
    sort(api);
  }

  /**
   * @param strict whether the call refuses unknown names
   */
  private static void complete(
      Operation call, boolean strict, ExampleMaker examples, KnownProblems problems) {
    boolean takesJson = false;
    if (call.getRequestBody() != null) {
      addExample(call.getRequestBody().getContent(), examples);
      takesJson = call.getRequestBody().getContent().hasMediaType(JSON);
    }
    APIResponses responses = call.getResponses();
    if (call.getSecurity() != null
        && call.getSecurity().stream().anyMatch(ApiDescription::isSignIn)) {
      add(responses, "401", "unauthorized");
      add(responses, "403", "forbidden");
      add(responses, "503", "auth-away");
    }
    if (takesJson) {
      add(responses, "400", "malformed-json, invalid-field");
      add(responses, "411", "length-required");
      add(responses, "413", "too-large");
      add(responses, "415", "unsupported-media-type");
    }
    if (takesJson && strict) {
      add(responses, "400", "unknown-field");
    }
    // An empty requirement among others means that sign-in is optional.
    boolean isPublic =
        call.getSecurity() == null
            || call.getSecurity().isEmpty()
            || call.getSecurity().stream().anyMatch(needed -> needed.getSchemes().isEmpty());
    if (strict && (!isPublic || asks(call))) {
      add(responses, "400", "unknown-parameter");
    }
    if (isPublic && !isStream(responses)) {
      add(responses, "429", "too-many-calls");
    }
    add(responses, "400", "malformed-accept, repeated-header");
    if (answersWithContent(responses)) {
      add(responses, "406", "not-acceptable");
    }
    add(responses, "403", "foreign-origin");
    add(responses, "414", "address-too-long");
    add(responses, "431", "headers-too-large");
    add(responses, "500", "internal-error");
    add(responses, "503", "database-away");
    Map<String, APIResponse> all = new TreeMap<>(responses.getAPIResponses());
    all.forEach(
        (status, response) -> {
          if (isError(status)) {
            problems.explain(response);
          } else {
            addExample(response.getContent(), examples);
          }
        });
    // Many calls have the same responses, which are described once.
    all.replaceAll(
        (status, response) -> isError(status) ? problems.shared(status, response) : response);
    responses.setAPIResponses(all);
  }

  private static boolean asks(Operation call) {
    return call.getParameters() != null
        && call.getParameters().stream().anyMatch(given -> given.getIn() == Parameter.In.QUERY);
  }

  private static boolean answersWithContent(APIResponses responses) {
    return responses.getAPIResponses().entrySet().stream()
        .anyMatch(answer -> !isError(answer.getKey()) && answer.getValue().getContent() != null);
  }

  /** Streams have a limit of open streams instead of a limit of calls. */
  private static boolean isStream(APIResponses responses) {
    APIResponse good = responses.getAPIResponse("200");
    return good != null
        && good.getContent() != null
        && good.getContent().hasMediaType("text/event-stream");
  }

  /** Devices authenticate with an API key and get other problems than users. */
  private static boolean isSignIn(SecurityRequirement needed) {
    return !needed.getSchemes().isEmpty() && !needed.getSchemes().containsKey("device");
  }

  private static boolean isError(String status) {
    return status.compareTo(FIRST_ERROR) >= 0;
  }

  /**
   * Adds problems that every call of a kind may be answered with to those that the call declares.
   */
  private static void add(APIResponses responses, String status, String problems) {
    APIResponse there = responses.getAPIResponse(status);
    if (there == null) {
      responses.addAPIResponse(status, OASFactory.createAPIResponse().description(problems));
    } else if (there.getContent() == null) {
      there.setDescription(joined(there.getDescription(), problems));
    }
  }

  private static String joined(String said, String problems) {
    if (said == null || FRAMEWORK_DESCRIPTIONS.contains(said)) {
      return problems;
    }
    return Stream.concat(
            Stream.of(said),
            Stream.of(problems.split(", ", -1)).filter(problem -> !said.contains(problem)))
        .collect(Collectors.joining(", "));
  }

  private static void addExample(Content content, ExampleMaker examples) {
    if (content == null || content.getMediaType(JSON) == null) {
      return;
    }
    var body = content.getMediaType(JSON);
    if (body.getExample() == null && body.getExamples() == null && body.getSchema() != null) {
      body.setExample(examples.of(body.getSchema()));
    }
  }

  private static void sort(OpenAPI api) {
    Paths sorted = OASFactory.createPaths();
    new TreeMap<>(api.getPaths().getPathItems()).forEach(sorted::addPathItem);
    api.setPaths(sorted);
    Components components = api.getComponents();
    components.setSchemas(sorted(components.getSchemas()));
    components.setResponses(sorted(components.getResponses()));
    components.setExamples(sorted(components.getExamples()));
    components.setSecuritySchemes(sorted(components.getSecuritySchemes()));
  }

  private static <T> Map<String, T> sorted(Map<String, T> map) {
    return map == null ? null : new TreeMap<>(map);
  }
}
