package roomtone.acceptance.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import roomtone.local.testing.Checkout;

/** What kubectl makes of a kustomization: all of its objects, read strictly. */
final class Rendered {

  static final Path KUBERNETES = Checkout.folder().resolve("deploy/kubernetes");

  private static final Map<Path, Rendered> RENDERED = new ConcurrentHashMap<>();

  private final List<HasMetadata> objects;

  private Rendered(List<HasMetadata> objects) {
    this.objects = objects;
  }

  /**
   * Renders a folder, once for all tests.
   *
   * @param folder below deploy/kubernetes, such as {@code overlays/staging/brain}
   */
  static Rendered of(String folder) {
    return of(KUBERNETES.resolve(folder));
  }

  /** As {@link #of(String)}, for a folder anywhere. */
  static Rendered of(Path folder) {
    return RENDERED.computeIfAbsent(
        folder, path -> new Rendered(StrictYaml.objects(Kubectl.kustomize(path))));
  }

  List<HasMetadata> objects() {
    return objects;
  }

  /** All objects of a type. */
  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The only object of a type. */
  <T extends HasMetadata> T the(Class<T> type) {
    List<T> all = all(type);
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " objects of the type " + type.getSimpleName());
    }
    return all.getFirst();
  }

  /** The pods of the Deployment, or of the Job. */
  PodTemplateSpec pods() {
    return all(Deployment.class).isEmpty()
        ? the(Job.class).getSpec().getTemplate()
        : the(Deployment.class).getSpec().getTemplate();
  }

  /** The only container of these pods. */
  Container container() {
    List<Container> containers = pods().getSpec().getContainers();
    if (containers.size() != 1 || !pods().getSpec().getInitContainers().isEmpty()) {
      throw new AssertionError("not one container");
    }
    return containers.getFirst();
  }

  /** The settings that are not secret. */
  Map<String, String> settings() {
    return the(ConfigMap.class).getData();
  }

  /** The names of the settings that a container gets from Secrets. */
  Set<String> secretSettings() {
    return container().getEnv().stream()
        .map(EnvVar::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The names of all settings that a container always gets: from the ConfigMap and from Secrets.
   */
  Set<String> requiredSettings() {
    Set<String> names = new TreeSet<>(settings().keySet());
    container().getEnv().stream()
        .filter(
            variable ->
                !Boolean.TRUE.equals(variable.getValueFrom().getSecretKeyRef().getOptional()))
        .map(EnvVar::getName)
        .forEach(names::add);
    return names;
  }

  /** The names of all settings that a container may get. */
  Set<String> possibleSettings() {
    Set<String> names = new TreeSet<>(settings().keySet());
    names.addAll(secretSettings());
    return names;
  }
}
