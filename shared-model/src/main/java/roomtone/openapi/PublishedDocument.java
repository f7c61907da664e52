package roomtone.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Serves the OpenAPI document of docs/openapi, which is packaged with the service, at {@value
 * #PATH}: as YAML, or as JSON for those who accept it, who add {@code ?format=json} or who ask for
 * {@value #PATH}.json.
 *
 * <p>Tests compare the document with the one that the framework generates from the code. A start
 * does not generate it again: that would take a third of its time.
 */
@ApplicationScoped
public class PublishedDocument {

  static final String PATH = "/q/openapi";

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  private final String resource;
  private volatile Buffer json;

  PublishedDocument(@ConfigProperty(name = "quarkus.application.name") String application) {
    resource = "META-INF/openapi/" + application.substring("roomtone-".length()) + ".yaml";
  }

  /**
   * Keeps the framework from generating its document at the start. Called before the start.
   *
   * <p>The framework builds its document from a resource of the class loader that is set here.
   */
  public static void publishOnly() {
    OpenApiConstants.classLoader =
        new ClassLoader(null) {
          @Override
          public InputStream getResourceAsStream(String name) {
            return null;
          }
        };
  }

  void register(@Observes Router router) {
    for (String path : List.of(PATH, PATH + ".yaml", PATH + ".yml", PATH + ".json")) {
      // It reads the document, and the first call for JSON translates it.
      router.get(path).blockingHandler(this::send, false);
    }
  }

  private void send(RoutingContext call) {
    boolean asJson = wantsJson(call);
    call.response().putHeader(HttpHeaders.CONTENT_TYPE, (asJson ? JSON : YAML) + ";charset=UTF-8");
    call.end(asJson ? json() : Buffer.buffer(yaml()));
  }

  private static boolean wantsJson(RoutingContext call) {
    String path = call.normalizedPath();
    if (!path.equals(PATH)) {
      return path.endsWith(".json");
    }
    String accept = call.request().getHeader(HttpHeaders.ACCEPT);
    return "json".equalsIgnoreCase(call.request().getParam("format"))
        || (accept != null && accept.contains(JSON));
  }

  private byte[] yaml() {
    try (InputStream document =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
      if (document == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return document.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Buffer json() {
    if (json == null) {
      try {
        json =
            Buffer.buffer(
                new ObjectMapper()
                    .writeValueAsBytes(new ObjectMapper(new YAMLFactory()).readTree(yaml())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return json;
  }
}
