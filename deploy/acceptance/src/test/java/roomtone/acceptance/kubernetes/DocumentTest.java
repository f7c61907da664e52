package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Checkout;

/** What docs/kubernetes.md says about objects, secrets and times. */
class DocumentTest {

  private static final Pattern YAML = Pattern.compile("(?ms)^( *)```yaml\\n(.*?)^ *```$");

  private String text;

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(Checkout.folder().resolve("docs/kubernetes.md"));
  }

  @Test
  void the_policy_for_a_private_database_is_valid_and_selects_all_pods() {
    List<HasMetadata> objects =
        YAML.matcher(text)
            .results()
            .map(block -> block.group(2).replaceAll("(?m)^" + block.group(1), ""))
            .filter(yaml -> yaml.contains("networking.k8s.io"))
            .flatMap(yaml -> StrictYaml.objects(yaml).stream())
            .toList();
    assertEquals(1, objects.size());
    NetworkPolicy policy = (NetworkPolicy) objects.getFirst();
    Map<String, String> selected = policy.getSpec().getPodSelector().getMatchLabels();
    for (Rendered rendered : Kustomizations.overlays()) {
      assertTrue(
          rendered.pods().getMetadata().getLabels().entrySet().containsAll(selected.entrySet()));
    }
  }

  @Test
  void secrets_and_their_keys_are_those_that_the_pods_read() {
    for (Rendered rendered : Kustomizations.overlays()) {
      rendered
          .container()
          .getEnv()
          .forEach(
              variable -> {
                var secret = variable.getValueFrom().getSecretKeyRef();
                assertTrue(text.contains("| `" + secret.getName() + "` |"), secret.getName());
                assertTrue(text.contains("`" + secret.getKey() + "`"), secret.getKey());
              });
    }
  }

  @Test
  void the_times_of_the_end_are_those_of_the_pods() {
    for (String overlay : Part.OVERLAYS) {
      Rendered brain = Part.BRAIN.in(overlay);
      Rendered manager = Part.MANAGER.in(overlay);
      assertTrue(
          row("preStop").endsWith("| %d | %d |".formatted(preStop(brain), preStop(manager))));
      for (String setting : List.of("QUARKUS_SHUTDOWN_DELAY", "QUARKUS_SHUTDOWN_TIMEOUT")) {
        assertEquals(
            "| %s | %s |"
                .formatted(
                    brain.settings().get(setting).replace("S", ""),
                    manager.settings().get(setting).replace("S", "")),
            row("`" + setting)
                .replaceAll(".*(\\| [^|]* \\| [^|]* \\|)$", "$1")
                .replace("up to ", ""));
      }
      assertTrue(
          row("`terminationGracePeriodSeconds")
              .endsWith(
                  "| %d | %d |"
                      .formatted(
                          brain.pods().getSpec().getTerminationGracePeriodSeconds(),
                          manager.pods().getSpec().getTerminationGracePeriodSeconds())));
    }
  }

  private static long preStop(Rendered rendered) {
    return rendered.container().getLifecycle().getPreStop().getSleep().getSeconds();
  }

  /** The row of a table that begins so. */
  private String row(String begin) {
    return text.lines().filter(line -> line.startsWith("| " + begin)).findFirst().orElseThrow();
  }

  @Test
  void the_labels_that_open_the_way_are_those_of_the_policies() {
    Set<String> labels = new TreeSet<>();
    for (Rendered rendered : Kustomizations.overlays()) {
      rendered.the(NetworkPolicy.class).getSpec().getIngress().stream()
          .flatMap(rule -> rule.getFrom().stream())
          .flatMap(peer -> peer.getNamespaceSelector().getMatchLabels().entrySet().stream())
          .map(label -> label.getKey() + "=" + label.getValue())
          .forEach(labels::add);
    }
    assertEquals(
        labels,
        Pattern.compile("kubectl label namespace \\w+ (\\S+)")
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet()));
  }
}
