package roomtone.startup;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.spi.ConfigSource;
import roomtone.client.IpRange;

/**
 * Checks the required settings before anything else starts. Later each missing setting would cause
 * another error with a longer message.
 */
public final class RequiredSettings {

  /** EX_CONFIG of sysexits.h: an error in the configuration. */
  private static final int EX_CONFIG = 78;

  /** What the manager requires beside what both services do, by environment variable. */
  public static final List<String> OF_MANAGER =
      List.of("ROOMTONE_LISTENER_URL", "ROOMTONE_STORAGE_BUCKET", "AWS_REGION");

  /** The required settings by environment variable, each with its pattern. */
  private static final Map<String, Predicate<String>> REQUIRED = new LinkedHashMap<>();

  static {
    REQUIRED.put("QUARKUS_DATASOURCE_JDBC_URL", value -> value.startsWith("jdbc:postgresql:"));
    REQUIRED.put("QUARKUS_DATASOURCE_USERNAME", value -> true);
    REQUIRED.put("QUARKUS_DATASOURCE_PASSWORD", value -> true);
    REQUIRED.put("SUPABASE_URL", RequiredSettings::isWebAddress);
    REQUIRED.put("SUPABASE_PUBLISHABLE_KEY", RequiredSettings::isPublishable);
  }

  /** Optional settings, which are checked when they are present. */
  private static final Map<String, Predicate<String>> OPTIONAL =
      Map.of(
          "SUPABASE_JWKS_URL", RequiredSettings::isWebAddress,
          "ROOMTONE_LINKS_PRIVACY", RequiredSettings::isHttpsAddress,
          "ROOMTONE_LINKS_IMPRINT", RequiredSettings::isHttpsAddress,
          "ROOMTONE_LINKS_SUPPORT", RequiredSettings::isHttpsAddress,
          "ROOMTONE_CORS_ORIGINS", RequiredSettings::areWebAddresses,
          "ROOMTONE_TRUSTED_PROXIES", RequiredSettings::areIpRanges);

  /** Settings that only one service requires and whose values have a pattern. */
  private static final Map<String, Predicate<String>> PATTERNS =
      Map.of("ROOMTONE_LISTENER_URL", RequiredSettings::isLinkBase);

  /**
   * What is wrong with the settings of a service, by environment variable.
   *
   * @param missing required settings that are absent or blank
   * @param malformed settings whose values do not have the form that they must have
   */
  public record Faults(List<String> missing, List<String> malformed) {

    /** Copies the lists. */
    public Faults {
      missing = List.copyOf(missing);
      malformed = List.copyOf(malformed);
    }

    private Optional<String> complaint() {
      if (!missing.isEmpty()) {
        return Optional.of(
            "Roomtone cannot start: set "
                + String.join(", ", missing)
                + " (see docs/operations.md).");
      }
      return malformed.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "Roomtone cannot start: "
                  + String.join(", ", malformed)
                  + " is not what it should be: "
                  + FORMS
                  + " (see docs/operations.md).");
    }
  }

  /** The forms of all values that are checked. */
  public static final String FORMS =
      "a JDBC URL is jdbc:postgresql://host:port/database, an address http(s)://host, a link https://host, several go by comma and never as *, a key is the publishable one and never a secret one, a proxy is an IP address or range";

  private RequiredSettings() {}

  /** Returns what both services require, by environment variable. */
  public static List<String> ofBoth() {
    return List.copyOf(REQUIRED.keySet());
  }

  /**
   * Checks the settings that an operator would give to a service.
   *
   * @param environment values by environment variable
   * @param also further required settings of that service, by environment variable
   */
  public static Faults faults(Map<String, String> environment, List<String> also) {
    Map<String, String> properties = new HashMap<>();
    environment.forEach((name, value) -> properties.put(property(name), value));
    return faults(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(properties, "environment", 0))
            .build(),
        also);
  }

  /**
   * Ends the process with one line when a setting is missing or malformed.
   *
   * @param also further required settings of this service, by environment variable
   */
  public static void orExit(List<String> also) {
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
              System.exit(EX_CONFIG);
            });
  }

  /**
   * Operators may also write settings into a .env file in the working directory, as Quarkus allows.
   */
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

  /** Returns what is wrong; empty when nothing is. */
  static Optional<String> complaint(SmallRyeConfig config, List<String> also) {
    return faults(config, also).complaint();
  }

  private static Faults faults(SmallRyeConfig config, List<String> also) {
    List<String> missing = new ArrayList<>();
    List<String> malformed = new ArrayList<>();
    Map<String, Predicate<String>> required = new LinkedHashMap<>(REQUIRED);
    for (String name : also) {
      required.put(name, PATTERNS.getOrDefault(name, value -> true));
    }
    required.forEach(
        (name, form) -> {
          Optional<String> value = value(config, name);
          if (value.isEmpty()) {
            missing.add(name);
          } else if (!form.test(value.get())) {
            malformed.add(name);
          }
        });
    OPTIONAL.forEach(
        (name, form) ->
            value(config, name)
                .filter(text -> !form.test(text))
                .ifPresent(text -> malformed.add(name)));
    return new Faults(missing, malformed);
  }

  private static Optional<String> value(SmallRyeConfig config, String name) {
    return config.getOptionalValue(property(name), String.class).filter(text -> !text.isBlank());
  }

  private static String property(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** Checks allowed origins: each is named, a wildcard is refused. */
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

  /**
   * Checks the key that every browser gets: the secret key of a project, in its form of today or as
   * the older token of the role service_role, would give everybody all rights.
   */
  private static boolean isPublishable(String key) {
    if (key.startsWith("sb_secret_")) {
      return false;
    }
    String[] parts = key.split("\\.", -1);
    if (parts.length != 3) {
      return true;
    }
    try {
      String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      return !claims.contains("service_role");
    } catch (IllegalArgumentException e) {
      return true; // no token
    }
  }

  private static boolean isHttpsAddress(String text) {
    return isWebAddress(text) && URI.create(text).getScheme().equals("https");
  }

  /**
   * Checks an address to which paths and queries are appended, so that it must not have a query.
   */
  private static boolean isLinkBase(String text) {
    return isWebAddress(text) && !text.contains("?") && !text.contains("#");
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
