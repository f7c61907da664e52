package roomtone.acceptance.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import roomtone.doctor.Deployment;
import roomtone.doctor.Doctor;
import roomtone.doctor.Finding;
import roomtone.doctor.Verdict;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** One system for all tests of a class, and the settings of both of its services. */
abstract class DoctorTestBase {

  static TestSystem system;

  /** The settings that are checked; a test may spoil them. */
  final Map<String, String> settings = new HashMap<>();

  @BeforeAll
  static void start() {
    system = TestSystem.start();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @BeforeEach
  void takeSettings() {
    settings.putAll(system.environmentOf("manager-service"));
    settings.put("BRAIN_PASSWORD", LocalDatabase.password("brain_service"));
    settings.put("SUPABASE_JWT_SECRET", "a legacy secret that is long enough for HS256");
    settings.put("ROOMTONE_CORS_ORIGINS", "http://127.0.0.1:8081");
  }

  final List<Finding> findings() {
    return findings(new Doctor(deployment(), Clock.systemUTC()));
  }

  /** What a doctor finds, which must not contain a secret of the settings. */
  final List<Finding> findings(Doctor doctor) {
    List<Finding> findings = doctor.examine(finding -> {});
    for (String secret : List.of("SUPABASE_JWT_SECRET", "AWS_SECRET_ACCESS_KEY")) {
      findings.forEach(
          finding ->
              assertFalse(
                  settings.containsKey(secret) && finding.lines().contains(settings.get(secret)),
                  finding.lines()));
    }
    return findings;
  }

  final Deployment deployment() {
    return new Deployment(settings, Optional.empty(), false);
  }

  /** Checks that exactly one thing is to be mended. */
  static void assertOnlyFault(String subject, String text, String mend, List<Finding> findings) {
    List<Finding> faults = faults(findings);
    assertEquals(
        List.of(subject), faults.stream().map(Finding::subject).toList(), report(findings));
    assertTrue(faults.getFirst().text().contains(text), report(faults));
    assertTrue(faults.getFirst().mend().contains(mend), report(faults));
  }

  static List<Finding> faults(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.verdict() == Verdict.MEND).toList();
  }

  static String report(List<Finding> findings) {
    return String.join("\n", findings.stream().map(Finding::lines).toList());
  }

  /** Runs a statement as a role of the database. */
  static void execute(String role, String sql) {
    try (Sql connection = system.database().sql(role)) {
      connection.execute(sql);
    }
  }
}
