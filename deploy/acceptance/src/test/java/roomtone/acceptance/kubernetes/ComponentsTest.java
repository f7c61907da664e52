package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The optional components, each added to the overlays as docs/kubernetes.md says. */
class ComponentsTest {

  @TempDir private Path copy;

  @Test
  void a_gateway_takes_the_place_of_the_ingress() throws IOException {
    for (String overlay : Part.OVERLAYS) {
      for (Part service : Part.values()) {
        Rendered plain = service.in(overlay);
        Rendered with = with("gateway/" + service.folder(), overlay, service);
        HTTPRoute route = with.the(HTTPRoute.class);

        assertEquals(List.of(), with.all(Ingress.class));
        assertEquals(without("Ingress", plain), without("HTTPRoute", with));
        assertEquals(List.of(Hosts.of(plain)), route.getSpec().getHostnames());
        assertEquals(
            plain.pods().getMetadata().getLabels().get("app.kubernetes.io/name"),
            route.getMetadata().getName());
        assertEquals(
            Kustomizations.namespace(overlay).getMetadata().getName(),
            route.getMetadata().getNamespace());

        HTTPRouteRule rule = route.getSpec().getRules().getFirst();
        Service target = with.the(Service.class);
        assertEquals("0s", rule.getTimeouts().getRequest(), "event streams have no end");
        assertEquals("/", rule.getMatches().getFirst().getPath().getValue());
        assertEquals(target.getMetadata().getName(), rule.getBackendRefs().getFirst().getName());
        assertEquals(
            target.getSpec().getPorts().getFirst().getPort(),
            rule.getBackendRefs().getFirst().getPort());
      }
    }
  }

  @Test
  void polls_per_second_are_a_second_measure_of_the_manager() throws IOException {
    HorizontalPodAutoscaler scaler =
        with("polls-per-second", "production", Part.MANAGER).the(HorizontalPodAutoscaler.class);
    List<MetricSpec> metrics = scaler.getSpec().getMetrics();

    assertEquals(List.of("Resource", "Pods"), metrics.stream().map(MetricSpec::getType).toList());
    assertEquals("roomtone_polls_per_second", metrics.getLast().getPods().getMetric().getName());
    assertTrue(
        Files.readString(Rendered.KUBERNETES.resolve("../../docs/kubernetes.md"))
            .contains("roomtone_polls_per_second"));
  }

  @Test
  void each_component_is_tested_here() throws IOException {
    Path components = Rendered.KUBERNETES.resolve("components");
    try (Stream<Path> files = Files.walk(components)) {
      assertEquals(
          Set.of("gateway/brain", "gateway/manager", "polls-per-second"),
          files
              .filter(file -> file.endsWith("kustomization.yaml"))
              .map(file -> components.relativize(file.getParent()).toString())
              .collect(Collectors.toSet()));
    }
  }

  /** Renders an overlay of a copy of deploy/kubernetes to which the component was added. */
  private Rendered with(String component, String overlay, Part service) throws IOException {
    Path root = copy.resolve(component.replace('/', '-') + "-" + overlay);
    try (Stream<Path> files = Files.walk(Rendered.KUBERNETES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = root.resolve(Rendered.KUBERNETES.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Path folder = root.resolve("overlays/" + overlay + "/" + service.folder());
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        "components: [../../../components/" + component + "]\n",
        StandardOpenOption.APPEND);
    return Rendered.of(folder);
  }

  private static Set<String> without(String kind, Rendered rendered) {
    return rendered.objects().stream()
        .map(HasMetadata::getKind)
        .filter(one -> !one.equals(kind))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
