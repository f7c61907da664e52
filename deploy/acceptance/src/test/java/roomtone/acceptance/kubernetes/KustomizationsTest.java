package roomtone.acceptance.kubernetes;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import roomtone.local.testing.Checkout;

/** The kustomizations as a whole: they render, and each service is applied and removed alone. */
class KustomizationsTest {

  private static final Set<String> KINDS_OF_A_SERVICE =
      Set.of(
          "ConfigMap",
          "Deployment",
          "HorizontalPodAutoscaler",
          "Ingress",
          "NetworkPolicy",
          "PodDisruptionBudget",
          "Service",
          "ServiceAccount");

  private static final Set<String> KINDS_OF_MIGRATIONS =
      Set.of("ConfigMap", "Job", "NetworkPolicy", "ServiceAccount");

  private static final Pattern HASHED = Pattern.compile("roomtone-[a-z]+-[a-z0-9]{10}");

  private static final Pattern VERSION = Pattern.compile("\\bNEEDED = (\\d{14})L;");

  @SuppressWarnings("unused") // named by @FieldSource
  private static final List<String> ALL = Kustomizations.all();

  @SuppressWarnings("unused") // named by @FieldSource
  private static final List<String> OVERLAYS = Kustomizations.OVERLAYS;

  @Test
  void there_are_nine() throws IOException {
    try (Stream<Path> files = Files.walk(Rendered.KUBERNETES)) {
      Set<String> found =
          files
              .filter(file -> file.endsWith("kustomization.yaml"))
              .map(file -> Rendered.KUBERNETES.relativize(file.getParent()).toString())
              .filter(folder -> !folder.startsWith("components"))
              .collect(toSet());
      assertEquals(new HashSet<>(Kustomizations.all()), found);
      assertEquals(9, found.size());
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void each_has_one_object_of_every_kind_and_nothing_of_another_service(String folder) {
    String name = "roomtone-" + folder.substring(folder.lastIndexOf('/') + 1);
    Rendered rendered = Rendered.of(folder);

    assertEquals(
        name.endsWith("migrations") ? KINDS_OF_MIGRATIONS : KINDS_OF_A_SERVICE,
        rendered.objects().stream().map(HasMetadata::getKind).collect(toSet()));
    assertEquals(
        rendered.objects().size(),
        rendered.objects().stream().map(HasMetadata::getKind).distinct().count());
    for (HasMetadata object : rendered.objects()) {
      assertTrue(
          object.getMetadata().getName().matches(name + "(-\\w+)?"),
          object.getMetadata().getName());
      if (!(object instanceof ConfigMap)) {
        assertEquals(name, object.getMetadata().getLabels().get("app.kubernetes.io/name"));
      }
    }
    assertEquals(name, rendered.pods().getMetadata().getLabels().get("app.kubernetes.io/name"));
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void each_overlay_has_its_namespace_and_a_pinned_image(String folder) {
    String overlay = folder.split("/", -1)[1];
    String namespace = Kustomizations.namespace(overlay).getMetadata().getName();

    for (HasMetadata object : Rendered.of(folder).objects()) {
      assertEquals(namespace, object.getMetadata().getNamespace(), object.getKind());
    }
    String image = Rendered.of(folder).container().getImage();
    String name = "roomtone-" + folder.substring(folder.lastIndexOf('/') + 1);
    assertTrue(image.matches("[\\w./-]+/" + name + ":\\d[\\w.-]*"), image);
    assertEquals("IfNotPresent", Rendered.of(folder).container().getImagePullPolicy());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void changed_settings_are_another_config_map_to_which_the_pods_refer(String folder) {
    Rendered rendered = Rendered.of(folder);
    String name = rendered.the(ConfigMap.class).getMetadata().getName();

    assertTrue(HASHED.matcher(name).matches(), name);
    assertEquals(1, rendered.container().getEnvFrom().size());
    assertEquals(name, rendered.container().getEnvFrom().getFirst().getConfigMapRef().getName());
  }

  @Test
  void the_job_of_the_migrations_has_the_version_that_the_services_wait_for() throws IOException {
    Matcher needed =
        VERSION.matcher(
            Files.readString(
                Checkout.folder()
                    .resolve("shared-model/src/main/java/roomtone/startup/SchemaReadiness.java")));
    assertTrue(needed.find());
    for (String overlay : Part.OVERLAYS) {
      Job job = Rendered.of("overlays/" + overlay + "/migrations").the(Job.class);
      JobSpec spec = job.getSpec();

      assertEquals("roomtone-migrations-" + needed.group(1), job.getMetadata().getName());
      assertEquals("Never", spec.getTemplate().getSpec().getRestartPolicy());
      assertTrue(spec.getTtlSecondsAfterFinished() > 0);
      assertTrue(spec.getActiveDeadlineSeconds() > 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_makes_a_pod_wait_but_its_readiness(Part service) {
    for (String overlay : Part.OVERLAYS) {
      assertTrue(service.in(overlay).pods().getSpec().getInitContainers().isEmpty());
    }
  }

  @Test
  void unknown_fields_wrong_types_and_keys_that_stand_twice_are_refused() {
    String deployment = "apiVersion: apps/v1\nkind: Deployment\nspec: ";
    for (String spec :
        List.of(
            "{replica: 1}",
            "{replicas: '1'}",
            "{replicas: 1, replicas: 2}",
            "{template: {spec: {containers: [{nam: x}]}}}")) {
      assertThrows(AssertionError.class, () -> StrictYaml.objects(deployment + spec), spec);
    }
    assertThrows(
        AssertionError.class, () -> StrictYaml.objects("apiVersion: apps/v1\nkind: Deploiment\n"));
    assertEquals(1, StrictYaml.objects(deployment + "{replicas: 1}").size());
  }
}
