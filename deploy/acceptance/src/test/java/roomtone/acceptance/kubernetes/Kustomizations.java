package roomtone.acceptance.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/** The kustomizations of deploy/kubernetes. */
final class Kustomizations {

  private static final List<String> PARTS = List.of("brain", "manager", "migrations");

  /** What overlays are made of. */
  static final List<String> BASES = PARTS.stream().map(part -> "base/" + part).toList();

  /** What is applied. */
  static final List<String> OVERLAYS =
      Part.OVERLAYS.stream()
          .flatMap(overlay -> PARTS.stream().map(part -> "overlays/" + overlay + "/" + part))
          .toList();

  private Kustomizations() {}

  /** All nine. */
  static List<String> all() {
    return Stream.concat(BASES.stream(), OVERLAYS.stream()).toList();
  }

  /** The six that are applied, rendered. */
  static List<Rendered> overlays() {
    return OVERLAYS.stream().map(Rendered::of).toList();
  }

  /** The namespace of an overlay. */
  static Namespace namespace(String overlay) {
    try {
      return (Namespace)
          StrictYaml.objects(
                  Files.readString(
                      Rendered.KUBERNETES.resolve("overlays/" + overlay + "/namespace.yaml")))
              .getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
