package roomtone.startup;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.Sources;

/**
 * docs/configuration.md lists the settings of both services, as their sources declare them. {@code
 * -Drenew.openapi=true} writes it.
 */
class ConfigurationDocumentTest {

  private static final Path ROOT = Path.of("..");

  private static final Path DOCUMENT = ROOT.resolve("docs/configuration.md");

  private static final Pattern QUOTED = Pattern.compile("\"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)\"");

  private static final Pattern CONFIG_MAPPING = Pattern.compile("@ConfigMapping\\(");

  private final List<Setting> shared = declared("shared-model");
  private final PropertySettings brain = properties("brain-service");
  private final PropertySettings manager = properties("manager-service");
  private final Set<String> required = required();

  ConfigurationDocumentTest() throws IOException {}

  @Test
  void the_document_lists_every_setting_that_the_sources_declare() throws IOException {
    Predicate<Setting> inBoth = manager.settings()::contains;
    String expected =
        """
        # Configuration

        All settings of both services. Set them as environment variables, or by the property in a file `config/application.properties` beside the program. Without a
        required setting a service names it in one line and ends. [Operations](operations.md#settings) explains the ones that every operator sets. What is set in the
        database and not here is in [operations](operations.md#settings-in-the-database), too.

        A duration is a number with a unit, such as `10S`, `5M` or `1H`. A size is a number of bytes, or one with `K`, `M` or `G`. A list has commas between its parts. A pod counts its limits by itself.

        This page is made from the sources by `./dev openapi`.

        ## Both services

        %s
        ## Brain

        %s
        ## Manager

        %s"""
            .formatted(
                table(Stream.concat(shared.stream(), brain.settings().stream().filter(inBoth))),
                table(
                    Stream.concat(
                        declared("brain-service").stream(),
                        brain.settings().stream().filter(inBoth.negate()))),
                table(
                    Stream.concat(
                        declared("manager-service").stream(),
                        manager.settings().stream()
                            .filter(setting -> !brain.settings().contains(setting)))));
    if (Boolean.getBoolean("renew.openapi")) {
      Files.writeString(DOCUMENT, expected);
    }
    assertEquals(expected, Files.readString(DOCUMENT), "renew it by ./dev openapi");
  }

  @Test
  void every_variable_that_the_services_require_check_or_refer_to_is_explained()
      throws IOException {
    Set<String> named = new TreeSet<>(required);
    named.addAll(brain.expressions());
    named.addAll(manager.expressions());
    Path checks = Sources.of("shared-model").resolve("roomtone/startup/RequiredSettings.java");
    QUOTED.matcher(Files.readString(checks)).results().forEach(name -> named.add(name.group(1)));
    assertTrue(named.size() > 10, "variables were found");
    named.removeAll(
        Stream.of(shared, declared("manager-service"), brain.settings(), manager.settings())
            .flatMap(List::stream)
            .map(Setting::variable)
            .toList());
    named.removeIf(variable -> variable.startsWith("JAVA_")); // of the Java machine
    assertEquals(Set.of(), named);
  }

  @Test
  void every_mapping_has_settings_in_the_document() throws IOException {
    for (String module : List.of("shared-model", "brain-service", "manager-service")) {
      long mappings = 0;
      for (Path file : Sources.files(module)) {
        mappings += CONFIG_MAPPING.matcher(Files.readString(file)).results().count();
      }
      long prefixes =
          declared(module).stream()
              .map(setting -> setting.property().replaceFirst("\\.[^.]*$", ""))
              .filter(prefix -> !prefix.equals("roomtone"))
              .distinct()
              .count();
      assertEquals(mappings, prefixes, module);
    }
  }

  private String table(Stream<Setting> settings) {
    return settings
        .sorted(Comparator.comparing(Setting::variable))
        .map(setting -> setting.row(required.contains(setting.variable())))
        .collect(
            joining(
                "",
                "| variable | property | default | unit or form | meaning |\n| --- | --- | --- | --- | --- |\n",
                ""));
  }

  private static Set<String> required() {
    Set<String> required = new TreeSet<>(RequiredSettings.ofBoth());
    required.addAll(RequiredSettings.OF_MANAGER);
    return required;
  }

  private static PropertySettings properties(String module) throws IOException {
    return new PropertySettings(
        ROOT.resolve(module).resolve("src/main/resources/application.properties"));
  }

  private static List<Setting> declared(String module) throws IOException {
    return JavaSettings.of(Sources.files(module));
  }
}
