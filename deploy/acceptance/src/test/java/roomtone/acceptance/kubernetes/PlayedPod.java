package roomtone.acceptance.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import roomtone.acceptance.containers.Engine;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.Await;

/**
 * The pod of a Deployment, run by podman on the network of this machine. An overlay changes the
 * image, the settings and the network, as an operator's overlay does; all else is that of the base.
 */
final class PlayedPod implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Engine engine;
  private final Part part;
  private final int port;
  private final int managementPort;
  private final String volume = "roomtone-test-" + UUID.randomUUID();

  private PlayedPod(Engine engine, Part part) {
    this.engine = engine;
    this.part = part;
    port = Loopback.freePort();
    managementPort = Loopback.freePort();
  }

  /**
   * Starts the pod.
   *
   * @param folder for the overlay
   * @param settings what an operator sets; those that the Deployment takes from a Secret go there
   */
  static PlayedPod play(Engine engine, Part part, Path folder, Map<String, String> settings)
      throws IOException {
    PlayedPod pod = new PlayedPod(engine, part);
    Rendered rendered = pod.render(folder, settings);
    try {
      pod.storeSecret(folder, rendered, settings);
      YAMLMapper yaml = new YAMLMapper();
      Path objects = folder.resolve("objects.yaml");
      Files.writeString(
          objects,
          yaml.writeValueAsString(rendered.the(ConfigMap.class))
              + yaml.writeValueAsString(rendered.the(Deployment.class)));
      engine.output("kube", "play", objects.toString());
      return pod;
    } catch (AssertionError failed) {
      pod.close();
      throw failed;
    }
  }

  private Rendered render(Path folder, Map<String, String> settings) throws IOException {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("QUARKUS_PROFILE", "local");
    all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    all.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    all.keySet().removeAll(Rendered.of("base/" + part.folder()).secretSettings());
    Files.writeString(
        folder.resolve("settings.env"),
        all.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    Path real = folder.toRealPath();
    Path base = real.relativize(Rendered.KUBERNETES.resolve("base").toRealPath());
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources:
          - %1$s
        images:
          - {name: %2$s, newName: localhost/%2$s, newTag: latest}
        configMapGenerator:
          - name: %2$s
            behavior: merge
            envs: [settings.env]
        patches:
          # podman publishes no ports of a pod that has the network of the machine.
          - target: {kind: Deployment}
            patch: |-
              - {op: add, path: /spec/template/spec/hostNetwork, value: true}
              - {op: remove, path: /spec/template/spec/containers/0/ports}
              - {op: replace, path: /spec/template/spec/volumes/0/name, value: %3$s}
              - {op: replace, path: /spec/template/spec/containers/0/volumeMounts/0/name, value: %3$s}
        """
            .formatted(base.resolve(part.folder()), part.objectName(), volume));
    return Rendered.of(real);
  }

  /** podman 4.3 reads the values of a Secret from JSON, by name, in base 64. */
  private void storeSecret(Path folder, Rendered rendered, Map<String, String> settings)
      throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String name : rendered.secretSettings()) {
      if (settings.containsKey(name)) {
        values.put(name, Base64.getEncoder().encodeToString(settings.get(name).getBytes(UTF_8)));
      }
    }
    Path file = folder.resolve("secret.json");
    Files.writeString(file, new JsonMapper().writeValueAsString(values));
    engine.output("secret", "create", part.objectName(), file.toString());
    Files.delete(file);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Waits until its readiness probe succeeds. */
  void awaitReady() {
    try {
      Await.until("ready", PATIENCE, this::isReady);
    } catch (AssertionError never) {
      throw new AssertionError(
          never.getMessage() + "\n" + engine.run(List.of("logs", container())).output(), never);
    }
  }

  private boolean isReady() {
    try {
      return RestAssured.get("http://127.0.0.1:" + managementPort + "/q/health/ready").statusCode()
          == 200;
    } catch (Exception notListening) {
      return false;
    }
  }

  /** Runs a command in the container. */
  Engine.Result exec(String... command) {
    return engine.run(Stream.concat(Stream.of("exec", container()), Stream.of(command)).toList());
  }

  /** A field of the container, by a template of Go. */
  String inspect(String template) {
    return engine.inspect(container(), template);
  }

  private String container() {
    return name() + "-" + part.folder();
  }

  private String name() {
    return part.objectName() + "-pod-0";
  }

  @Override
  public void close() {
    engine.run(List.of("pod", "rm", "--force", name()));
    engine.run(List.of("volume", "rm", "--force", volume));
    engine.run(List.of("secret", "rm", part.objectName()));
  }
}
