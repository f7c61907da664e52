package roomtone.acceptance.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.dev.DevCopy.Outcome;

/** {@code ./dev images} with engines that only write down how they are called. */
class ImagesCommandTest {

  private static final String ENGINE =
      """
      echo "$(basename "$0") $*" >>calls
      """;

  /** An engine whose machine reaches no registry. */
  private static final String WITHOUT_IMAGES = ENGINE + "case $1 in image | pull) exit 1 ;; esac\n";

  @TempDir Path directory;

  private DevCopy checkout;

  @BeforeEach
  void copy() throws IOException {
    checkout = new DevCopy(directory);
    Files.createDirectories(directory.resolve("deploy/images"));
    Files.writeString(
        directory.resolve("deploy/images/Dockerfile"),
        "FROM nothing/of-that-name:1 AS build\nFROM build AS brain\n");
    checkout.with("CONTAINERS_CONF", "/dev/null");
  }

  @Test
  void all_images_are_built_with_the_engine_that_answers() throws Exception {
    checkout.withProgram("docker", ENGINE);

    Outcome built = checkout.dev("images");

    assertEquals(0, built.code(), built.text());
    assertEquals(List.of("brain", "manager", "migrations", "local"), targets("docker build "));
    assertFalse(checkout.read("calls").contains("pull"), "the base image is there");
  }

  @Test
  void one_image_is_built_with_the_engine_of_choice() throws Exception {
    checkout.withProgram("docker", ENGINE);
    checkout.withProgram("podman", ENGINE);
    checkout.withProgram("buildah", ENGINE);

    Outcome built = checkout.dev("images", "--engine", "podman", "manager");

    assertEquals(0, built.code(), built.text());
    // Health checks are part of Docker's format alone.
    assertEquals(List.of("manager"), targets("podman build --format docker --layers"));
    assertFalse(checkout.read("calls").contains("docker build"), checkout.read("calls"));
  }

  @Test
  void a_base_image_that_can_neither_be_pulled_nor_made_ends_the_command() throws Exception {
    checkout.withProgram("docker", WITHOUT_IMAGES);

    Outcome failed = checkout.dev("images");

    assertEquals(69, failed.code(), failed.text());
    assertTrue(failed.text().contains("nothing/of-that-name:1"), failed.text());
    assertFalse(checkout.read("calls").contains("build"), checkout.read("calls"));
  }

  @Test
  void a_docker_that_does_not_answer_is_not_replaced_when_it_was_asked_for() throws Exception {
    checkout.withProgram("docker", "exit 1\n");

    Outcome failed = checkout.dev("images", "--engine", "docker");

    assertEquals(69, failed.code(), failed.text());
    assertTrue(failed.text().contains("docker does not answer"), failed.text());
  }

  @Test
  void an_unknown_image_or_engine_is_a_usage_error() throws Exception {
    assertEquals(64, checkout.dev("images", "brian").code());
    assertEquals(64, checkout.dev("images", "--engine").code());
    assertEquals(64, checkout.dev("images", "--engine", "ship").code());
  }

  /** The targets of the builds, in order, of calls that begin so. */
  private List<String> targets(String begin) throws IOException {
    return checkout
        .read("calls")
        .lines()
        .filter(call -> call.startsWith(begin))
        .map(call -> call.replaceFirst(".* --target (\\S+) -t roomtone-\\1 .*", "$1"))
        .toList();
  }
}
