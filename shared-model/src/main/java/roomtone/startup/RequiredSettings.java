package roomtone.startup;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.spi.ConfigSource;
import roomtone.client.IpRange;

/**
 * Looks at the settings that nothing works without before anything else starts: later each of them
 * would be missed in another way and at greater length.
 */
public final class RequiredSettings {

  /** As in sysexits.h: something is wrong with the configuration. */
  private static final int CONFIGURATION = 78;

  /** By the environment variables that set them, with what they have to look like. */
  private static final Map<String, Predicate<String>> REQUIRED = new LinkedHashMap<>();

  static {
    REQUIRED.put("QUARKUS_DATASOURCE_JDBC_URL", value -> value.startsWith("jdbc:postgresql:"));
    REQUIRED.put("QUARKUS_DATASOURCE_USERNAME", value -> true);
    REQUIRED.put("QUARKUS_DATASOURCE_PASSWORD", value -> true);
    REQUIRED.put("SUPABASE_URL", RequiredSettings::isWebAddress);
  }

  /** May be missing, but must not be wrong. */
  private static final Map<String, Predicate<String>> OPTIONAL =
      Map.of(
          "ROOMTONE_CORS_ORIGINS", RequiredSettings::areWebAddresses,
          "ROOMTONE_TRUSTED_PROXIES", RequiredSettings::areIpRanges);

  private RequiredSettings() {}

  /**
   * Ends the process with one line when a setting is missing or cannot be right.
   *
   * @param also what this service needs beside, by environment variables
   */
  public static void orExit(String... also) {
    complaint(
            new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(besideTheProgram())
                .build(),
            also)
        .ifPresent(
            line -> {
              System.err.println(line);
              System.exit(CONFIGURATION);
            });
  }

  /** Operators may write settings into a file where the service is started, as Quarkus allows. */
  private static List<ConfigSource> besideTheProgram() {
    Path file = Path.of("config", "application.properties");
    try {
      return Files.isReadable(file)
          ? List.of(new PropertiesConfigSource(file.toUri().toURL()))
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What is wrong, if anything. */
  static Optional<String> complaint(SmallRyeConfig config, String... also) {
    List<String> missing = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    Map<String, Predicate<String>> required = new LinkedHashMap<>(REQUIRED);
    for (String name : also) {
      required.put(name, value -> true);
    }
    required.forEach(
        (name, form) -> {
          Optional<String> value =
              config
                  .getOptionalValue(name.toLowerCase(Locale.ROOT).replace('_', '.'), String.class)
                  .filter(text -> !text.isBlank());
          if (value.isEmpty()) {
            missing.add(name);
          } else if (!form.test(value.get())) {
            bad.add(name);
          }
        });
    OPTIONAL.forEach(
        (name, form) ->
            config
                .getOptionalValue(name.toLowerCase(Locale.ROOT).replace('_', '.'), String.class)
                .filter(text -> !text.isBlank() && !form.test(text))
                .ifPresent(text -> bad.add(name)));
    if (!missing.isEmpty()) {
      return Optional.of(
          "Roomtone cannot start: set "
              + String.join(", ", missing)
              + " (see docs/operations.md).");
    }
    return bad.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Roomtone cannot start: "
                + String.join(", ", bad)
                + " is not what it should be: a JDBC URL is jdbc:postgresql://host:port/database, an address http(s)://host, several go by comma and never as *, a proxy is an IP address or range (see docs/operations.md).");
  }

  /** No star: whoever may call from a browser is named. */
  private static boolean areWebAddresses(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .allMatch(RequiredSettings::isWebAddress);
  }

  private static boolean areIpRanges(String list) {
    try {
      return !Arrays.stream(list.split(",", -1)).map(IpRange::parse).toList().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isWebAddress(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
