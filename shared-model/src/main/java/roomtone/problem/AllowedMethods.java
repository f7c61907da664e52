package roomtone.problem;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the HTTP methods of an address for the header Allow, which every 405 has to have; the
 * framework does not set it.
 *
 * @see "RFC 9110, 15.5.6"
 */
@ApplicationScoped
class AllowedMethods {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*\\}");

  /**
   * A method at a path.
   *
   * @param fixedCharacters the number of fixed characters of the path; more of them match more
   *     closely
   */
  private record Call(Pattern path, int fixedCharacters, String method) {

    static Call of(String path, String method) {
      String fast = PLACEHOLDER.matcher(path).replaceAll("");
      String[] parts = PLACEHOLDER.split(path, -1);
      StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
      for (int i = 1; i < parts.length; i++) {
        pattern.append("[^/]+").append(Pattern.quote(parts[i]));
      }
      return new Call(Pattern.compile(pattern.toString()), fast.length(), method);
    }
  }

  private final List<Call> calls = new ArrayList<>();

  AllowedMethods(BeanManager beans) {
    beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .map(bean -> bean.getBeanClass())
        .filter(type -> type.isAnnotationPresent(Path.class))
        .distinct()
        .forEach(this::read);
  }

  private void read(Class<?> resource) {
    String base = resource.getAnnotation(Path.class).value();
    for (Method method : resource.getDeclaredMethods()) {
      Path path = method.getAnnotation(Path.class);
      for (Annotation annotation : method.getAnnotations()) {
        HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
        if (http != null) {
          calls.add(Call.of(path == null ? base : base + path.value(), http.value()));
        }
      }
    }
  }

  /**
   * Returns the methods in alphabetical order; none where nothing is.
   *
   * @param address with or without a slash at its end, as the server accepts it
   */
  Set<String> at(String address) {
    String path = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    List<Call> matching =
        calls.stream().filter(call -> call.path().matcher(path).matches()).toList();
    int closest = matching.stream().mapToInt(Call::fixedCharacters).max().orElse(0);
    Set<String> methods = new TreeSet<>();
    matching.stream()
        .filter(call -> call.fixedCharacters() == closest)
        .forEach(call -> methods.add(call.method()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    if (!methods.isEmpty()) {
      methods.add("OPTIONS");
    }
    return methods;
  }
}
