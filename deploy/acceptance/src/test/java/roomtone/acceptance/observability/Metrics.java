package roomtone.acceptance.observability;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toCollection;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import roomtone.local.testing.LocalService;

/** The answer of a service to Prometheus. */
record Metrics(List<String> lines) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

  /** Asks a service. */
  static Metrics of(LocalService service) {
    return new Metrics(
        given()
            .accept("text/plain")
            .get(service.managementUrl().resolve("/q/metrics"))
            .then()
            .statusCode(200)
            .extract()
            .asString()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .toList());
  }

  /** Returns the names of all series. */
  Set<String> names() {
    return lines.stream()
        .map(
            line -> {
              var name = NAME.matcher(line);
              return name.lookingAt() ? name.group() : line;
            })
        .collect(toCollection(TreeSet::new));
  }

  /**
   * Returns the sum of a series.
   *
   * @param tags texts that a line contains, such as {@code opinion="like"}
   * @return NaN when there is no such line
   */
  double value(String name, String... tags) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> List.of(tags).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }
}
