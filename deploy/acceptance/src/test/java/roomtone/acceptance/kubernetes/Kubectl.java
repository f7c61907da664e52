package roomtone.acceptance.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The kubectl of this machine, as far as it needs no cluster. */
final class Kubectl {

  private static final int SECONDS = 60;

  private Kubectl() {}

  /**
   * Renders a kustomization.
   *
   * @param folder with a file kustomization.yaml
   * @return the objects, as a stream of YAML documents
   * @throws AssertionError when kubectl is missing or refuses the kustomization
   */
  static String kustomize(Path folder) {
    String kubectl = System.getenv().getOrDefault("ROOMTONE_KUBECTL", "kubectl");
    try {
      Path out = Files.createTempFile("roomtone-kustomize-", ".yaml");
      Path errors = Files.createTempFile("roomtone-kustomize-", ".txt");
      try {
        Process process =
            new ProcessBuilder(kubectl, "kustomize", folder.toString())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("kubectl kustomize " + folder + " took over " + SECONDS + " s");
        }
        // Warnings are about keys that kustomize will drop.
        String complaints = Files.readString(errors);
        if (process.exitValue() != 0 || !complaints.isBlank()) {
          throw new AssertionError("kubectl kustomize " + folder + ": " + complaints);
        }
        return Files.readString(out);
      } finally {
        Files.delete(out);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new AssertionError(
          "kubectl did not start, so deploy/kubernetes is not tested: run ./dev prepare, or set"
              + " ROOMTONE_KUBECTL to a kubectl 1.27 or later",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
