package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import roomtone.local.testing.Checkout;

/** How many pods there are, where they run, what they get, and how the cluster reaches them. */
class PodsTest {

  private static final BigDecimal MEBI = BigDecimal.valueOf(1 << 20);

  /**
   * The share of its memory that the heap of a pod may take: -XX:MaxRAMPercentage of the images.
   */
  private static final BigDecimal HEAP = new BigDecimal("0.75");

  /** Measured: resident memory beside the heap was 88 and 114 MB. */
  private static final BigDecimal BESIDE_THE_HEAP = BigDecimal.valueOf(150).multiply(MEBI);

  /** What the migrations take for their short time: Flyway's two connections. */
  private static final int CONNECTIONS_OF_MIGRATIONS = 2;

  @ParameterizedTest
  @EnumSource
  void ports_are_those_of_the_service(Part service) {
    for (String overlay : Part.OVERLAYS) {
      Rendered rendered = service.in(overlay);
      Map<String, Integer> ports =
          rendered.container().getPorts().stream()
              .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
      assertEquals(Map.of("http", service.port(), "management", service.managementPort()), ports);

      Service inCluster = rendered.the(Service.class);
      assertEquals(
          1, inCluster.getSpec().getPorts().size(), "the management port is not published");
      assertEquals("http", inCluster.getSpec().getPorts().getFirst().getTargetPort().getStrVal());
      assertNull(inCluster.getSpec().getType(), "reached from within the cluster alone");
      assertEquals(selectorOf(rendered), inCluster.getSpec().getSelector());

      Map<String, String> annotations = rendered.pods().getMetadata().getAnnotations();
      assertEquals(String.valueOf(service.managementPort()), annotations.get("prometheus.io/port"));
      assertEquals("/q/metrics", annotations.get("prometheus.io/path"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void probes_ask_the_management_port_for_what_the_service_answers_there(Part service) {
    for (String moved :
        List.of(
            "quarkus.http.root-path",
            "quarkus.http.non-application-root-path",
            "quarkus.management.root-path",
            "quarkus.smallrye-health.root-path")) {
      assertFalse(service.hasProperty(moved), moved);
    }
    for (String overlay : Part.OVERLAYS) {
      Container container = service.in(overlay).container();
      assertAsks("/q/health/started", container.getStartupProbe());
      assertAsks("/q/health/ready", container.getReadinessProbe());
      assertAsks("/q/health/live", container.getLivenessProbe());
      assertTrue(
          container.getReadinessProbe().getTimeoutSeconds()
              > Integer.parseInt(
                  service.property("quarkus.datasource.jdbc.acquisition-timeout").replace("S", "")),
          "readiness answers after it waited for a connection");
    }
  }

  private static void assertAsks(String path, Probe probe) {
    assertEquals(path, probe.getHttpGet().getPath());
    assertEquals("management", probe.getHttpGet().getPort().getStrVal());
  }

  @ParameterizedTest
  @EnumSource
  void memory_is_reserved_and_leaves_room_beside_the_heap(Part service) {
    for (String overlay : Part.OVERLAYS) {
      var resources = service.in(overlay).container().getResources();
      Quantity limit = resources.getLimits().get("memory");
      BigDecimal bytes = limit.getNumericalAmount();

      assertEquals(limit, resources.getRequests().get("memory"));
      assertTrue(
          bytes.subtract(bytes.multiply(HEAP)).compareTo(BESIDE_THE_HEAP) >= 0, limit.toString());
      assertTrue(resources.getRequests().containsKey("cpu"));
      assertEquals(Set.of("memory"), resources.getLimits().keySet());
    }
  }

  @Test
  void the_manager_has_room_for_all_uploads_at_a_time() {
    for (String overlay : Part.OVERLAYS) {
      Rendered manager = Part.MANAGER.in(overlay);
      BigDecimal room =
          manager
              .pods()
              .getSpec()
              .getVolumes()
              .getFirst()
              .getEmptyDir()
              .getSizeLimit()
              .getNumericalAmount();
      BigDecimal body =
          new BigDecimal(
              Part.MANAGER.property("quarkus.http.limits.max-body-size").replace("M", ""));
      BigDecimal needed = body.multiply(BigDecimal.valueOf(4)).add(BigDecimal.valueOf(256));
      assertTrue(room.compareTo(needed.multiply(MEBI)) >= 0, room.toString());
      assertTrue(
          manager
                  .container()
                  .getResources()
                  .getRequests()
                  .get("ephemeral-storage")
                  .getNumericalAmount()
                  .compareTo(needed.multiply(MEBI))
              >= 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_rollout_and_a_drained_node_take_one_pod_at_a_time(Part service) {
    for (String overlay : Part.OVERLAYS) {
      Rendered rendered = service.in(overlay);
      Deployment deployment = rendered.the(Deployment.class);
      var rollout = deployment.getSpec().getStrategy().getRollingUpdate();
      assertEquals(0, rollout.getMaxUnavailable().getIntVal());
      assertEquals(1, rollout.getMaxSurge().getIntVal());
      assertEquals(selectorOf(rendered), deployment.getSpec().getSelector().getMatchLabels());

      PodDisruptionBudgetSpec budget = rendered.the(PodDisruptionBudget.class).getSpec();
      assertEquals(1, budget.getMaxUnavailable().getIntVal());
      assertEquals(selectorOf(rendered), budget.getSelector().getMatchLabels());
      assertEquals("AlwaysAllow", budget.getUnhealthyPodEvictionPolicy());
    }
  }

  @ParameterizedTest
  @EnumSource
  void pods_are_spread_over_zones_and_nodes(Part service) {
    for (String overlay : Part.OVERLAYS) {
      Rendered rendered = service.in(overlay);
      List<TopologySpreadConstraint> spread =
          rendered.pods().getSpec().getTopologySpreadConstraints();
      assertEquals(
          List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname"),
          spread.stream().map(TopologySpreadConstraint::getTopologyKey).toList());
      for (TopologySpreadConstraint constraint : spread) {
        assertEquals(selectorOf(rendered), constraint.getLabelSelector().getMatchLabels());
        assertEquals("ScheduleAnyway", constraint.getWhenUnsatisfiable());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_autoscaler_decides_how_many_pods_there_are_by_cpu(Part service) {
    for (String overlay : Part.OVERLAYS) {
      Rendered rendered = service.in(overlay);
      HorizontalPodAutoscalerSpec spec = rendered.the(HorizontalPodAutoscaler.class).getSpec();
      assertNull(rendered.the(Deployment.class).getSpec().getReplicas());
      assertEquals(service.objectName(), spec.getScaleTargetRef().getName());
      assertEquals("Deployment", spec.getScaleTargetRef().getKind());
      assertEquals(
          List.of("cpu"),
          spec.getMetrics().stream().map(MetricSpec::getResource).map(r -> r.getName()).toList());
      assertTrue(spec.getMinReplicas() <= spec.getMaxReplicas());
    }
    assertTrue(
        service.in("production").the(HorizontalPodAutoscaler.class).getSpec().getMinReplicas() > 1,
        "one pod may end at any time");
  }

  @Test
  void all_pods_together_keep_within_the_documented_budget_of_connections() throws IOException {
    for (String overlay : Part.OVERLAYS) {
      int most = CONNECTIONS_OF_MIGRATIONS;
      for (Part service : Part.values()) {
        Rendered rendered = service.in(overlay);
        int pods =
            rendered.the(HorizontalPodAutoscaler.class).getSpec().getMaxReplicas()
                + rendered
                    .the(Deployment.class)
                    .getSpec()
                    .getStrategy()
                    .getRollingUpdate()
                    .getMaxSurge()
                    .getIntVal();
        most += pods * service.connections(rendered);
      }
      int budget = budget(overlay);
      assertTrue(most <= budget, overlay + " takes " + most + " of " + budget);
    }
  }

  private static int budget(String overlay) throws IOException {
    Matcher row =
        Pattern.compile("(?m)^\\| " + overlay + " \\| (\\d+) \\|")
            .matcher(Files.readString(Checkout.folder().resolve("docs/kubernetes.md")));
    assertTrue(row.find(), "docs/kubernetes.md names the budget of " + overlay);
    return Integer.parseInt(row.group(1));
  }

  @ParameterizedTest
  @EnumSource
  void the_ingress_names_no_class_and_lets_streams_and_uploads_pass(Part service) {
    for (String overlay : Part.OVERLAYS) {
      var ingress =
          service.in(overlay).the(io.fabric8.kubernetes.api.model.networking.v1.Ingress.class);
      Map<String, String> annotations = ingress.getMetadata().getAnnotations();
      assertNull(ingress.getSpec().getIngressClassName());
      assertEquals("off", annotations.get("nginx.ingress.kubernetes.io/proxy-buffering"));
      assertEquals("90", annotations.get("nginx.ingress.kubernetes.io/proxy-read-timeout"));
      assertEquals(
          service == Part.MANAGER
              ? service
                  .property("quarkus.http.limits.max-body-size")
                  .toLowerCase(java.util.Locale.ROOT)
              : null,
          annotations.get("nginx.ingress.kubernetes.io/proxy-body-size"));

      var rule = ingress.getSpec().getRules().getFirst();
      assertEquals(List.of(rule.getHost()), ingress.getSpec().getTls().getFirst().getHosts());
      IngressServiceBackend backend =
          rule.getHttp().getPaths().getFirst().getBackend().getService();
      assertEquals(service.objectName(), backend.getName());
      assertEquals("http", backend.getPort().getName());
    }
  }

  private static Map<String, String> selectorOf(Rendered rendered) {
    return Map.of(
        "app.kubernetes.io/name",
        rendered.pods().getMetadata().getLabels().get("app.kubernetes.io/name"));
  }
}
