package roomtone.bench.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Checkout;

/** The packaged manager holds the model, and nothing that trains or evaluates it. */
class ProductionJarTest {

  @Test
  void the_packaged_manager_has_the_model_and_no_training() throws IOException {
    List<String> entries = new ArrayList<>();
    Path app = Checkout.folder().resolve("manager-service/target/quarkus-app");
    for (String folder : List.of("app", "lib/main")) {
      try (Stream<Path> files = Files.list(app.resolve(folder))) {
        for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
          try (JarFile opened = new JarFile(jar.toFile())) {
            entries.addAll(opened.stream().map(JarEntry::getName).toList());
          }
        }
      }
    }

    assertTrue(entries.contains("roomtone/manager/embedding/SoundModel.class"));
    assertTrue(entries.contains("roomtone/manager/embedding/embedding.model"));
    assertEquals(
        List.of(),
        entries.stream()
            .filter(name -> name.startsWith("roomtone/"))
            .filter(
                name ->
                    name.startsWith("roomtone/bench/")
                        || name.matches(
                            ".*/(Train|Evaluate|LabelledClips|Augmentation|Scores|TreeGrower|[A-Za-z]*Trainer).*"))
            .toList());
  }
}
