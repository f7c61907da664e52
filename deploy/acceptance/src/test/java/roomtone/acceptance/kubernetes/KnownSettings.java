package roomtone.acceptance.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import roomtone.acceptance.docs.Settings;
import roomtone.local.testing.Checkout;
import roomtone.startup.RequiredSettings;

/** The settings that a service reads, by environment variable, found in its sources. */
final class KnownSettings {

  /** As the checks at the start and the comments of settings name them. */
  private static final Pattern QUOTED =
      Pattern.compile("\"((?:QUARKUS|SUPABASE|ROOMTONE|AWS)_[A-Z0-9_]+)\"");

  private static final Pattern INJECTED =
      Pattern.compile("@ConfigProperty\\(\\s*name = \"([^\"]+)\"");

  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([a-z][\\w.-]*)");

  private static final Path SHARED = Checkout.folder().resolve("shared-model/src/main");

  private final Part service;
  private final Settings ownProperties;
  private final Settings sharedProperties;
  private final Set<String> names = new TreeSet<>();

  KnownSettings(Part service) {
    this.service = service;
    Path own = service.module().resolve("src/main");
    ownProperties = new Settings(own);
    sharedProperties = new Settings(SHARED);
    // The client of S3 reads them from the environment itself.
    if (service == Part.MANAGER) {
      names.addAll(Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
    }
    for (String text : Stream.concat(texts(own), texts(SHARED)).toList()) {
      QUOTED.matcher(text).results().forEach(match -> names.add(match.group(1)));
      INJECTED.matcher(text).results().forEach(match -> add(match.group(1)));
      EXPRESSION.matcher(text).results().forEach(match -> add(match.group(1)));
    }
    // The checks of both services name what the manager alone reads.
    if (service == Part.BRAIN) {
      names.removeAll(RequiredSettings.OF_MANAGER);
    }
  }

  /** Whether the service reads this variable. */
  boolean has(String variable) {
    return names.contains(variable)
        || ownProperties.has(variable)
        || sharedProperties.has(variable);
  }

  /** The variables without which the service does not start. */
  Set<String> required() {
    Set<String> required = new TreeSet<>(RequiredSettings.ofBoth());
    if (service == Part.MANAGER) {
      required.addAll(RequiredSettings.OF_MANAGER);
    }
    return required;
  }

  private void add(String property) {
    names.add(property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT));
  }

  private static Stream<String> texts(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(java|properties)"))
          .map(KnownSettings::text)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
