package roomtone.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service says of missing and malformed settings before it starts. */
class RequiredSettingsTest {

  private static final String SOURCE = "test";
  private static final String LISTENER_URL = "ROOMTONE_LISTENER_URL";

  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:5432/postgres",
              "quarkus.datasource.username", "brain_service",
              "quarkus.datasource.password", "a password",
              "supabase.url", "https://abc.supabase.co",
              "supabase.publishable.key", "sb_publishable_x"));

  @Test
  void complete_settings_are_accepted() {
    assertEquals(Optional.empty(), complaint());
  }

  @Test
  void a_missing_publishable_key_is_named() {
    settings.remove("supabase.publishable.key");
    assertEquals(
        Optional.of(
            "Roomtone cannot start: set SUPABASE_PUBLISHABLE_KEY (see docs/operations.md)."),
        complaint());
  }

  @Test
  void a_secret_key_is_never_published() {
    for (String secret : new String[] {"sb_secret_x", token("service_role")}) {
      settings.put("supabase.publishable.key", secret);
      assertRefused("SUPABASE_PUBLISHABLE_KEY");
      assertTrue(!complaint().orElseThrow().contains(secret), "the key is not repeated");
    }
    for (String publishable : new String[] {token("anon"), "a.b.c", "a.%.c"}) {
      settings.put("supabase.publishable.key", publishable);
      assertEquals(Optional.empty(), complaint(), publishable);
    }
  }

  private static String token(String role) {
    String claims = "{\"iss\":\"supabase\",\"role\":\"%s\"}".formatted(role);
    return "eyJhbGciOiJIUzI1NiJ9."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJl";
  }

  @ParameterizedTest
  @ValueSource(strings = {"privacy", "imprint", "support"})
  void a_link_of_the_pages_is_an_https_address(String link) {
    settings.put("roomtone.links." + link, "https://example.org/" + link);
    assertEquals(Optional.empty(), complaint());
    for (String bad :
        new String[] {
          "http://example.org",
          "javascript:alert(1)",
          "example.org",
          "/privacy",
          "https://",
          "not a link"
        }) {
      settings.put("roomtone.links." + link, bad);
      assertRefused("ROOMTONE_LINKS_" + link.toUpperCase(java.util.Locale.ROOT));
    }
  }

  @Test
  void all_missing_settings_are_named_in_one_line() {
    settings.put("supabase.url", " ");
    assertEquals(
        Optional.of(
            "Roomtone cannot start: set SUPABASE_URL, ROOMTONE_LISTENER_URL, AWS_REGION (see docs/operations.md)."),
        complaint(LISTENER_URL, "AWS_REGION"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://listen.example.org",
        "http://127.0.0.1:8080/",
        "https://example.org/rooms",
        "https://example.org/rooms/"
      })
  void the_address_of_the_listeners_page_may_have_a_path(String address) {
    settings.put("roomtone.listener.url", address);
    assertEquals(Optional.empty(), complaint(LISTENER_URL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen.example.org",
        "ftp://listen.example.org",
        "https://",
        "https://listen.example.org/?page=1",
        "https://listen.example.org/#top",
        "https://listen example.org"
      })
  void another_address_of_the_listeners_page_is_refused(String address) {
    settings.put("roomtone.listener.url", address);
    assertRefused(LISTENER_URL, LISTENER_URL);
  }

  @Test
  void faults_of_an_environment_are_listed_by_variable() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db:5432/postgres",
                "QUARKUS_DATASOURCE_USERNAME", "brain_service",
                "QUARKUS_DATASOURCE_PASSWORD", "a ${secret}",
                "SUPABASE_URL", "https://abc.supabase.co",
                "SUPABASE_PUBLISHABLE_KEY", "sb_publishable_x"));
    assertEquals(
        new RequiredSettings.Faults(List.of(), List.of()),
        RequiredSettings.faults(environment, List.of()));
    environment.put("SUPABASE_URL", "abc.supabase.co");
    environment.remove("SUPABASE_PUBLISHABLE_KEY");
    environment.put(LISTENER_URL, " ");
    assertEquals(
        new RequiredSettings.Faults(
            List.of("SUPABASE_PUBLISHABLE_KEY", LISTENER_URL), List.of("SUPABASE_URL")),
        RequiredSettings.faults(environment, List.of(LISTENER_URL)));
  }

  private void assertRefused(String variable, String... also) {
    String line = complaint(also).orElseThrow();
    assertTrue(line.startsWith("Roomtone cannot start: " + variable + " is not"), line);
    assertEquals(1, line.lines().count(), line);
  }

  private Optional<String> complaint(String... also) {
    return RequiredSettings.complaint(
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(settings, SOURCE, 100))
            .build(),
        List.of(also));
  }
}
