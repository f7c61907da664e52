package roomtone.acceptance.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.doctor.Doctor;
import roomtone.doctor.Finding;
import roomtone.doctor.Verdict;
import roomtone.local.testing.Checkout;

/** What the doctor says of a system without faults, and how the program ends. */
class HealthyDeploymentTest extends DoctorTestBase {

  @TempDir private Path folder;

  /** The exit code of the program, and its output. */
  private record Outcome(int code, String text) {}

  @Test
  void every_check_is_made_and_finds_no_fault() throws IOException {
    List<Finding> findings = findings();
    assertTrue(
        findings.stream().allMatch(finding -> finding.verdict() == Verdict.GOOD), report(findings));
    assertEquals(
        Set.of(
            "settings of manager_service",
            "settings of brain_service",
            "login manager_service",
            "login brain_service",
            "pooler",
            "extensions",
            "schema version",
            "grants",
            "keys",
            "issuer",
            "publishable key",
            "bucket",
            "signed addresses",
            "CORS",
            "clock of the database",
            "clock of Auth",
            "clock of S3"),
        findings.stream().map(Finding::subject).collect(Collectors.toSet()));
    assertEquals(List.of(), objects(), "the probe is removed");
  }

  @Test
  void nothing_in_the_database_changes() {
    List<String> before = system.database().contents();
    findings();
    assertEquals(before, system.database().contents());
  }

  @Test
  void the_settings_of_the_brain_alone_are_enough_for_its_part() {
    settings.clear();
    settings.putAll(system.environmentOf("brain-service"));
    List<Finding> findings = findings();
    assertEquals(List.of(), faults(findings));
    assertEquals(
        List.of("bucket"),
        findings.stream()
            .filter(finding -> finding.verdict() == Verdict.UNCHECKED)
            .map(Finding::subject)
            .toList());
  }

  @Test
  void a_transaction_pooler_with_the_setting_that_it_needs_is_a_note() throws Exception {
    settings.merge("QUARKUS_DATASOURCE_JDBC_URL", "?prepareThreshold=0", String::concat);
    try (TransactionPool pool = new TransactionPool(system.database())) {
      List<Finding> findings = findings(new Doctor(deployment(), pool, Clock.systemUTC()));
      assertEquals(List.of(), faults(findings), report(findings));
      Finding pooler =
          findings.stream().filter(f -> f.subject().equals("pooler")).findFirst().orElseThrow();
      assertEquals(Verdict.NOTE, pooler.verdict());
      assertTrue(pooler.text().contains("no notifications"), pooler.text());
    }
  }

  @Test
  void the_program_ends_with_0_or_1_or_64() throws Exception {
    Path file = write();
    Outcome healthy = run("--env", file.toString());
    assertEquals(0, healthy.code(), healthy.text());
    assertTrue(healthy.text().endsWith("\nNothing to mend.\n"), healthy.text());
    assertTrue(healthy.text().lines().limit(17).allMatch(l -> l.startsWith("✓ ")), healthy.text());

    settings.put("ROOMTONE_STORAGE_BUCKET", "another");
    settings.put("BRAIN_PASSWORD", "not the password of the brain");
    Outcome faulty = run("--env", write().toString());
    assertEquals(1, faulty.code(), faulty.text());
    assertTrue(faulty.text().contains("✗ bucket: there is no bucket another\n"), faulty.text());
    assertTrue(faulty.text().endsWith("\n2 things to mend.\n"), faulty.text());
    settings.entrySet().stream()
        .filter(entry -> entry.getKey().contains("SECRET") || entry.getKey().startsWith("BRAIN"))
        .forEach(entry -> assertFalse(faulty.text().contains(entry.getValue()), faulty.text()));

    assertEquals(64, run("--env").code());
    assertEquals(64, run("--env", folder.resolve("none.env").toString()).code());
  }

  private Path write() throws IOException {
    List<String> lines =
        settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return Files.write(Files.createTempFile(folder, "settings", ".env"), lines);
  }

  private static Outcome run(String... arguments) throws IOException, InterruptedException {
    Path target = Checkout.folder().resolve("deploy/doctor/target");
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Dstdout.encoding=UTF-8",
                "-cp",
                target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                "roomtone.doctor.DoctorCommand"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
    return new Outcome(process.exitValue(), output);
  }

  private static List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(system.storage().objects())) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
