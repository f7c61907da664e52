package roomtone.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.local.testing.Checkout;

/** A packaged service with a bad setting ends with one line that names it. */
class StartSettingsTest {

  /** EX_CONFIG of sysexits.h. */
  private static final int BAD_SETTING = 78;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/postgres",
          "QUARKUS_DATASOURCE_USERNAME", "brain_service",
          "QUARKUS_DATASOURCE_PASSWORD", "a password",
          "SUPABASE_URL", "http://127.0.0.1:1",
          "SUPABASE_PUBLISHABLE_KEY", "sb_publishable_test",
          "ROOMTONE_LISTENER_URL", "http://127.0.0.1:2",
          "ROOMTONE_STORAGE_BUCKET", "sounds",
          "AWS_REGION", "us-east-1");

  @ParameterizedTest
  @CsvSource({
    "brain-service, ROOMTONE_LINKS_PRIVACY, javascript:alert(1)",
    "manager-service, ROOMTONE_LINKS_SUPPORT, http://example.org",
    "brain-service, SUPABASE_PUBLISHABLE_KEY, sb_secret_x",
    "manager-service, SUPABASE_PUBLISHABLE_KEY, ''",
    "manager-service, ROOMTONE_LISTENER_URL, listen.example.org"
  })
  void a_bad_setting_stops_the_start_with_one_line(String module, String variable, String value)
      throws IOException, InterruptedException {
    ProcessBuilder service =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-jar",
                    Checkout.folder()
                        .resolve(module)
                        .resolve("target/quarkus-app/quarkus-run.jar")
                        .toString()))
            .redirectErrorStream(true);
    service.environment().putAll(SETTINGS);
    service.environment().put(variable, value);
    Process process = service.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
    assertEquals(BAD_SETTING, process.exitValue(), output);
    assertEquals(1, output.lines().count(), output);
    assertTrue(output.startsWith("Roomtone cannot start: "), output);
    assertTrue(output.contains(variable), output);
  }
}
