package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Pods conform to the Pod Security Standard "restricted", and have no access to the cluster. */
class PodSecurityTest {

  private static final long USER = 10001;

  @SuppressWarnings("unused") // named by @FieldSource
  private static final List<String> ALL = Kustomizations.all();

  @ParameterizedTest
  @FieldSource("ALL")
  void pods_run_as_a_user_without_rights(String folder) {
    PodSpec pods = Rendered.of(folder).pods().getSpec();
    PodSecurityContext all = pods.getSecurityContext();
    SecurityContext own = Rendered.of(folder).container().getSecurityContext();

    assertEquals(true, all.getRunAsNonRoot());
    assertEquals(USER, all.getRunAsUser());
    assertEquals(USER, all.getRunAsGroup());
    assertEquals(USER, all.getFsGroup());
    assertEquals("RuntimeDefault", all.getSeccompProfile().getType());
    assertEquals(false, own.getAllowPrivilegeEscalation());
    assertEquals(List.of("ALL"), own.getCapabilities().getDrop());
    assertTrue(own.getCapabilities().getAdd().isEmpty());
    assertTrue(own.getPrivileged() == null && own.getRunAsUser() == null);
    assertTrue(
        pods.getHostNetwork() == null && pods.getHostPID() == null && pods.getHostIPC() == null);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void files_are_written_to_a_bounded_temporary_folder_alone(String folder) {
    PodSpec pods = Rendered.of(folder).pods().getSpec();
    Container container = Rendered.of(folder).container();

    assertEquals(true, container.getSecurityContext().getReadOnlyRootFilesystem());
    assertEquals(1, pods.getVolumes().size());
    assertNotNull(pods.getVolumes().getFirst().getEmptyDir().getSizeLimit());
    assertEquals(1, container.getVolumeMounts().size());
    assertEquals("/tmp", container.getVolumeMounts().getFirst().getMountPath());
    assertEquals(
        pods.getVolumes().getFirst().getName(), container.getVolumeMounts().getFirst().getName());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void pods_get_no_token_of_the_cluster(String folder) {
    Rendered rendered = Rendered.of(folder);
    ServiceAccount account = rendered.the(ServiceAccount.class);

    assertEquals(false, account.getAutomountServiceAccountToken());
    assertEquals(false, rendered.pods().getSpec().getAutomountServiceAccountToken());
    assertEquals(
        account.getMetadata().getName(), rendered.pods().getSpec().getServiceAccountName());
    // Links would be variables such as ROOMTONE_BRAIN_PORT, which look like settings.
    assertEquals(false, rendered.pods().getSpec().getEnableServiceLinks());
  }

  @Test
  void namespaces_admit_restricted_pods_alone() {
    for (String overlay : Part.OVERLAYS) {
      Map<String, String> labels = Kustomizations.namespace(overlay).getMetadata().getLabels();
      assertEquals("restricted", labels.get("pod-security.kubernetes.io/enforce"));
      assertFalse(labels.keySet().stream().anyMatch(label -> label.startsWith("roomtone/")));
    }
  }
}
