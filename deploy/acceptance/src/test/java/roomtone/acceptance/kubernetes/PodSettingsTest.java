package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the pods are told: settings that the services read, all that they need, and no secret. */
class PodSettingsTest {

  private static final Pattern SECRET = Pattern.compile("PASSWORD|SECRET|ACCESS_KEY|TOKEN|PRIVATE");

  /** Time that is left between the end of the drain and the kill. */
  private static final Duration SPARE = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void a_service_reads_every_setting_that_it_gets(Part service) {
    KnownSettings known = new KnownSettings(service);
    for (String overlay : Part.OVERLAYS) {
      List<String> unknown =
          service.in(overlay).possibleSettings().stream().filter(name -> !known.has(name)).toList();
      assertEquals(List.of(), unknown, overlay);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_setting_with_a_wrong_letter_is_noticed(Part service) {
    KnownSettings known = new KnownSettings(service);

    assertFalse(known.has("ROOMTONE_TRUSTED_PROXY"));
    assertFalse(known.has("QUARKUS_SHUTDOWN_DELAYS"));
    assertFalse(known.has("SUPABASE_PUBLISHABLE_KEYS"));
    assertEquals(service == Part.MANAGER, known.has("ROOMTONE_STORAGE_BUCKET"));
    assertEquals(service == Part.BRAIN, known.has("ROOMTONE_QUEUE_PERIOD"));
  }

  @ParameterizedTest
  @EnumSource
  void a_service_gets_every_setting_without_which_it_does_not_start(Part service) {
    Set<String> required = new KnownSettings(service).required();
    assertTrue(required.contains("QUARKUS_DATASOURCE_PASSWORD"));
    assertEquals(service == Part.MANAGER, required.contains("ROOMTONE_STORAGE_BUCKET"));
    for (String overlay : Part.OVERLAYS) {
      List<String> missing = new ArrayList<>(required);
      missing.removeAll(service.in(overlay).requiredSettings());
      assertEquals(List.of(), missing, overlay);
    }
  }

  @ParameterizedTest
  @EnumSource
  void settings_that_a_cluster_needs_are_set(Part service) {
    for (String overlay : Part.OVERLAYS) {
      Map<String, String> settings = service.in(overlay).settings();
      assertEquals(service.folder() + "_service", settings.get("QUARKUS_DATASOURCE_USERNAME"));
      // Without it all guests have the address of the Ingress controller, and one limit.
      assertFalse(settings.get("ROOMTONE_TRUSTED_PROXIES").isBlank());
      assertFalse(settings.containsKey("QUARKUS_PROFILE"), "pods run in the profile prod");
    }
  }

  @Test
  void the_panel_of_staff_may_call_the_brain_and_links_lead_to_the_listeners_page() {
    for (String overlay : Part.OVERLAYS) {
      assertEquals(
          "https://" + Hosts.of(Part.MANAGER.in(overlay)),
          Part.BRAIN.in(overlay).settings().get("ROOMTONE_CORS_ORIGINS"));
      assertEquals(
          "https://" + Hosts.of(Part.BRAIN.in(overlay)),
          Part.MANAGER.in(overlay).settings().get("ROOMTONE_LISTENER_URL"));
    }
  }

  @Test
  void the_migrations_get_the_settings_of_flyway_and_run_as_postgres() {
    for (String overlay : Part.OVERLAYS) {
      Rendered migrations = Rendered.of("overlays/" + overlay + "/migrations");
      assertEquals(
          Set.of("FLYWAY_URL", "FLYWAY_USER", "FLYWAY_PASSWORD"), migrations.requiredSettings());
      assertEquals("postgres", migrations.settings().get("FLYWAY_USER"));
      assertEquals(
          Part.BRAIN.in(overlay).settings().get("QUARKUS_DATASOURCE_JDBC_URL"),
          migrations.settings().get("FLYWAY_URL"));
    }
  }

  @Test
  void secrets_come_from_the_secret_of_the_service_and_from_nowhere_else() {
    for (Rendered rendered : Kustomizations.overlays()) {
      String name = rendered.pods().getMetadata().getLabels().get("app.kubernetes.io/name");
      for (EnvVar variable : rendered.container().getEnv()) {
        assertEquals(name, variable.getValueFrom().getSecretKeyRef().getName());
        assertEquals(variable.getName(), variable.getValueFrom().getSecretKeyRef().getKey());
        assertTrue(SECRET.matcher(variable.getName()).find(), variable.getName());
      }
      for (ConfigMap settings : rendered.all(ConfigMap.class)) {
        settings
            .getData()
            .forEach(
                (key, value) -> {
                  assertFalse(SECRET.matcher(key).find(), key);
                  assertFalse(value.contains("password"), key);
                });
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_pod_is_killed_only_after_it_was_drained(Part service) {
    assertEquals("true", service.property("quarkus.shutdown.delay-enabled"));
    for (String overlay : Part.OVERLAYS) {
      Rendered rendered = service.in(overlay);
      long preStop = rendered.container().getLifecycle().getPreStop().getSleep().getSeconds();
      Duration delay = seconds(rendered.settings().get("QUARKUS_SHUTDOWN_DELAY"));
      Duration timeout = seconds(rendered.settings().get("QUARKUS_SHUTDOWN_TIMEOUT"));
      Duration grace =
          Duration.ofSeconds(rendered.pods().getSpec().getTerminationGracePeriodSeconds());

      assertTrue(preStop >= 3, "the cluster has time to take the pod out of its Services");
      assertTrue(
          grace.compareTo(Duration.ofSeconds(preStop).plus(delay).plus(timeout).plus(SPARE)) >= 0,
          "killed after " + grace);
    }
  }

  private static Duration seconds(String setting) {
    return Duration.parse("PT" + setting);
  }
}
