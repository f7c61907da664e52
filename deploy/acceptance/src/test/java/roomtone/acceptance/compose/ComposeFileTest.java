package roomtone.acceptance.compose;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.acceptance.compose.ComposeFile.PROJECT;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
  /** The keys of the Compose specification that the file uses; any other key is a mistake. */
  private static final Set<String> SERVICE_KEYS =
      Set.of(
          "image",
          "build",
          "restart",
          "user",
          "read_only",
          "cap_drop",
          "cap_add",
          "security_opt",
          "mem_limit",
          "depends_on",
          "environment",
          "volumes",
          "tmpfs",
          "ports",
          "healthcheck",
          "command",
          "entrypoint",
          "network_mode");

  private static final Set<String> HEALTHCHECK_KEYS =
      Set.of("test", "interval", "timeout", "retries", "start_period");

  private static final Set<String> SETTINGS_OF_BOTH =
      Set.of(
          "QUARKUS_DATASOURCE_JDBC_URL",
          "QUARKUS_DATASOURCE_USERNAME",
          "QUARKUS_DATASOURCE_PASSWORD",
          "SUPABASE_URL",
          "SUPABASE_PUBLISHABLE_KEY",
          "SUPABASE_JWKS_URL",
          "SUPABASE_JWT_SECRET",
          "ROOMTONE_LISTENER_URL",
          "ROOMTONE_CORS_ORIGINS",
          "ROOMTONE_TRUSTED_PROXIES");

  private static final Set<String> SETTINGS_OF_STORAGE =
      Set.of(
          "ROOMTONE_STORAGE_BUCKET",
          "ROOMTONE_STORAGE_PUBLIC_ENDPOINT",
          "QUARKUS_S3_ENDPOINT_OVERRIDE",
          "AWS_REGION",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY");

  private static final Pattern PINNED = Pattern.compile("[\\w./-]+:[\\w.-]*\\d+\\.\\d+[\\w.-]*");

  private ComposeFile compose;

  @BeforeEach
  void read() throws IOException {
    compose = new ComposeFile();
  }

  @Test
  void only_keys_of_the_specification_are_used() {
    assertEquals(
        Set.of("name", "services", "volumes"),
        compose.keys().stream().filter(key -> !key.startsWith("x-")).collect(toSet()));
    for (String service : compose.services().keySet()) {
      assertWithin(SERVICE_KEYS, compose.service(service).keySet(), service);
      Map<String, Object> check = ComposeFile.map(compose.service(service).get("healthcheck"));
      assertWithin(HEALTHCHECK_KEYS, check.keySet(), service);
    }
  }

  @Test
  void every_image_has_a_version_or_is_built_here() {
    for (String service : compose.services().keySet()) {
      String image = (String) compose.service(service).get("image");
      Map<String, Object> build = ComposeFile.map(compose.service(service).get("build"));
      if (build.isEmpty()) {
        assertTrue(PINNED.matcher(image).matches(), image);
      } else {
        assertTrue(Files.exists(PROJECT.resolve((String) build.get("dockerfile"))), service);
      }
    }
  }

  @Test
  void every_service_that_stays_up_has_a_health_check() {
    for (String service : compose.services().keySet()) {
      boolean checked = compose.service(service).containsKey("healthcheck");
      assertEquals(!compose.isJob(service), checked, service);
    }
  }

  @Test
  void every_condition_that_a_service_waits_for_can_be_met() {
    for (String service : compose.services().keySet()) {
      compose
          .dependencies(service)
          .forEach(
              (other, condition) -> {
                assertTrue(compose.services().containsKey(other), service + " waits for " + other);
                assertEquals(
                    compose.isJob(other) ? "service_completed_successfully" : "service_healthy",
                    condition,
                    service + " waits for " + other);
              });
      assertFalse(reachable(service).contains(service), service + " waits for itself");
    }
    assertTrue(reachable("brain").containsAll(List.of("database", "auth", "migrations", "logins")));
    assertTrue(reachable("manager").containsAll(List.of("migrations", "logins", "storage")));
    assertFalse(reachable("brain").contains("manager") || reachable("manager").contains("brain"));
  }

  private Set<String> reachable(String service) {
    Set<String> found = new HashSet<>();
    List<String> open = new ArrayList<>(compose.dependencies(service).keySet());
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (found.add(next)) {
        open.addAll(compose.dependencies(next).keySet());
      }
    }
    return found;
  }

  @Test
  void each_service_gets_all_of_its_settings_and_no_others() {
    Set<String> manager = new HashSet<>(SETTINGS_OF_BOTH);
    manager.addAll(SETTINGS_OF_STORAGE);

    assertEquals(SETTINGS_OF_BOTH, compose.environment("brain").keySet());
    assertEquals(manager, compose.environment("manager").keySet());
    assertEquals("brain_service", compose.environment("brain").get("QUARKUS_DATASOURCE_USERNAME"));
    assertEquals(
        "manager_service", compose.environment("manager").get("QUARKUS_DATASOURCE_USERNAME"));
  }

  @Test
  void services_that_share_a_secret_have_the_same_value() {
    assertEquals(
        compose.environment("auth").get("GOTRUE_JWT_SECRET"),
        compose.environment("brain").get("SUPABASE_JWT_SECRET"));
    assertEquals(
        compose.environment("auth").get("GOTRUE_JWT_ISSUER"),
        compose.environment("brain").get("SUPABASE_URL") + "/auth/v1");
    assertEquals(
        compose.environment("logins").get("BRAIN_PASSWORD"),
        compose.environment("brain").get("QUARKUS_DATASOURCE_PASSWORD"));
    assertEquals(
        compose.environment("logins").get("MANAGER_PASSWORD"),
        compose.environment("manager").get("QUARKUS_DATASOURCE_PASSWORD"));
    assertEquals(
        compose.environment("storage").get("S3PROXY_CREDENTIAL"),
        compose.environment("manager").get("AWS_SECRET_ACCESS_KEY"));
  }

  @Test
  void ports_are_those_of_dev_up_and_bound_to_loopback() {
    Set<String> ports = new TreeSet<>();
    for (String service : compose.services().keySet()) {
      for (String port : compose.list(service, "ports")) {
        assertTrue(port.startsWith("127.0.0.1:"), port);
        ports.add(port.split(":", -1)[1]);
      }
    }
    assertEquals(Set.of("8080", "8081", "54321", "54322", "54330"), ports);
  }

  @Test
  void no_container_has_more_privileges_than_it_needs() {
    for (String service : compose.services().keySet()) {
      assertEquals(
          List.of("no-new-privileges:true"), compose.list(service, "security_opt"), service);
      // The image of the database prepares its files as root before it switches to postgres.
      if (!service.equals("database")) {
        assertEquals(List.of("ALL"), compose.list(service, "cap_drop"), service);
      }
      if (!service.equals("database")) {
        assertEquals(true, compose.service(service).get("read_only"), service);
      }
    }
  }

  @Test
  void the_example_has_exactly_the_variables_of_the_file() throws Exception {
    Set<String> example =
        Files.readAllLines(PROJECT.resolve("deploy/compose/.env.example")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.substring(0, line.indexOf('=')))
            .collect(toSet());

    assertEquals(compose.variables(), example);
    assertFalse(
        Pattern.compile("(?<!\\$)\\$\\{?\\w+}").matcher(compose.text()).find(),
        "a variable without a default");
  }

  @Test
  void mounted_files_exist_and_those_of_the_project_are_read_only() {
    for (String service : compose.services().keySet()) {
      for (String volume : compose.list(service, "volumes")) {
        String[] parts = volume.split(":", -1);
        if (parts[0].startsWith("./")) {
          assertTrue(Files.exists(PROJECT.resolve(parts[0])), volume);
          assertEquals("ro", parts[parts.length - 1], volume);
        } else {
          assertTrue(compose.volumes().contains(parts[0]), volume);
        }
      }
    }
  }

  private static void assertWithin(Set<String> known, Set<String> used, String service) {
    Set<String> unknown = new TreeSet<>(used);
    unknown.removeAll(known);
    assertTrue(unknown.isEmpty(), () -> service + " uses " + unknown);
  }
}
