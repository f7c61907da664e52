package roomtone.acceptance.kubernetes;

import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.acceptance.containers.Engine;
import roomtone.local.testing.TestSystem;

/**
 * The Deployments of both services, with their ConfigMaps and a Secret, run by {@code podman kube
 * play}, which reads objects of Kubernetes.
 */
@Tag("long")
class KubePlayTest {

  private static Engine engine;
  private static TestSystem system;

  @TempDir private Path folder;

  @BeforeAll
  static void build() {
    engine = Engine.withImages();
    assumeTrue(engine.program().equals("podman"), "docker does not read objects of Kubernetes");
    system = TestSystem.start();
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void the_deployment_of_the_brain_runs_with_its_settings() throws Exception {
    try (PlayedPod brain = PlayedPod.play(engine, Part.BRAIN, folder, settings(Part.BRAIN))) {
      brain.awaitReady();
      assertRestricted(brain, 768);
      assertEquals("10S", brain.exec("printenv", "QUARKUS_SHUTDOWN_DELAY").output().strip());
      assertEquals(200, new Brain(brain.url()).players().statusCode());
      RestAssured.given().baseUri(brain.url()).get("/").then().statusCode(200);
    }
  }

  @Test
  void the_deployment_of_the_manager_runs_with_its_settings() throws Exception {
    try (PlayedPod manager = PlayedPod.play(engine, Part.MANAGER, folder, settings(Part.MANAGER))) {
      manager.awaitReady();
      assertRestricted(manager, 1024);
      assertEquals("60S", manager.exec("printenv", "QUARKUS_SHUTDOWN_TIMEOUT").output().strip());
      new Manager(manager.url())
          .upload(system.admin().accessToken(), Sound.seven().getFirst())
          .then()
          .statusCode(201)
          .body("duration", notNullValue());
    }
  }

  private static Map<String, String> settings(Part part) {
    return system.environmentOf(part.module().getFileName().toString());
  }

  /** Checks what the Deployment demands of every pod. */
  private static void assertRestricted(PlayedPod pod, int megabytes) {
    assertEquals("10001", pod.exec("id", "-u").output().strip());
    assertNotEquals(0, pod.exec("touch", "/app/new").exitCode(), "the file system is read-only");
    assertEquals(0, pod.exec("touch", "/tmp/new").exitCode(), "there is room for temporary files");
    assertEquals("0000000000000000", capabilities(pod));
    assertEquals(
        Long.toString(megabytes * 1024L * 1024L), pod.inspect("{{.HostConfig.Memory}}"), "memory");
  }

  /** What the first process may do that other users may not, as the kernel says it. */
  private static String capabilities(PlayedPod pod) {
    return pod.exec("cat", "/proc/1/status")
        .output()
        .lines()
        .filter(line -> line.startsWith("CapBnd:"))
        .map(line -> line.substring("CapBnd:".length()).strip())
        .findFirst()
        .orElseThrow();
  }
}
