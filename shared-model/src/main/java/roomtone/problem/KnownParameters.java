package roomtone.problem;

import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses query parameters that a call does not know. Two kinds of calls ignore them: those of
 * devices, which have to work with newer and older services, and calls without sign-in that take no
 * parameter, because links and caches add some.
 */
@ApplicationScoped
public class KnownParameters {

  private static final String DEVICES = "/api/player/";

  private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

  /** Whether devices call this path. */
  public static boolean isOfDevices(String path) {
    return path.startsWith(DEVICES);
  }

  /** Answers 400 instead of the call. */
  @ServerRequestFilter
  Response check(HttpServerRequest request, ResourceInfo call, UriInfo uri) {
    if (request.query() == null || isOfDevices(request.path())) {
      return null;
    }
    Method method = call.getResourceMethod();
    Set<String> names = known.computeIfAbsent(method, KnownParameters::of);
    if (names.isEmpty() && !isForSomebody(method)) {
      return null;
    }
    return uri.getQueryParameters().keySet().stream()
        .filter(name -> !names.contains(name))
        .sorted()
        .findFirst()
        .map(name -> UnknownNames.parameter(name, names).toResponse())
        .orElse(null);
  }

  private static boolean isForSomebody(Method method) {
    return method.isAnnotationPresent(RolesAllowed.class)
        || method.getDeclaringClass().isAnnotationPresent(RolesAllowed.class);
  }

  private static Set<String> of(Method method) {
    Set<String> names = new TreeSet<>();
    for (Parameter parameter : method.getParameters()) {
      if (parameter.isAnnotationPresent(BeanParam.class)) {
        collect(parameter.getType(), names);
      }
      collect(parameter, parameter.getName(), names);
    }
    return names;
  }

  private static void collect(Class<?> bean, Set<String> names) {
    for (Class<?> part = bean; part != Object.class; part = part.getSuperclass()) {
      for (Field field : part.getDeclaredFields()) {
        if (field.isAnnotationPresent(BeanParam.class)) {
          collect(field.getType(), names);
        }
        collect(field, field.getName(), names);
      }
    }
  }

  private static void collect(AnnotatedElement element, String name, Set<String> names) {
    QueryParam standard = element.getAnnotation(QueryParam.class);
    if (standard != null) {
      names.add(standard.value());
    }
    RestQuery ours = element.getAnnotation(RestQuery.class);
    if (ours != null) {
      names.add(ours.value().isEmpty() ? name : ours.value());
    }
  }
}
