package roomtone.meter;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The registry of the meters of a service: those that both services have and its own. They stand in
 * two JSON files, from which meters are registered and the document for operators is made.
 */
public final class MeterKinds {

  private static final List<String> FILES =
      List.of("META-INF/roomtone/shared-meters.json", "META-INF/roomtone/meters.json");

  private final Map<String, MeterKind> kinds = new LinkedHashMap<>();

  private MeterKinds(ClassLoader loader) {
    for (String file : FILES) {
      for (Map.Entry<String, Object> entry : read(loader, file)) {
        kinds.put(entry.getKey(), MeterKind.parse(entry.getKey(), (JsonObject) entry.getValue()));
      }
    }
  }

  /** Reads the registry of the classes that a loader sees. */
  public static MeterKinds read(ClassLoader loader) {
    return new MeterKinds(loader);
  }

  /**
   * Returns the meter with a name.
   *
   * @throws IllegalArgumentException when the registry has none
   */
  MeterKind kind(String name) {
    MeterKind kind = kinds.get(name);
    if (kind == null) {
      throw new IllegalArgumentException("no meter is called '" + name + "'");
    }
    return kind;
  }

  /** Returns all meters in the order of the files. */
  public Collection<MeterKind> kinds() {
    return kinds.values();
  }

  private static JsonObject read(ClassLoader loader, String file) {
    try (InputStream stream = loader.getResourceAsStream(file)) {
      return stream == null
          ? new JsonObject()
          : new JsonObject(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
