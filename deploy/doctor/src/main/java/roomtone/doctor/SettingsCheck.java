package roomtone.doctor;

import java.util.List;
import java.util.Map;
import roomtone.startup.RequiredSettings;

/** Whether all settings are there that the services require at their start. */
final class SettingsCheck {

  private final Deployment deployment;

  SettingsCheck(Deployment deployment) {
    this.deployment = deployment;
  }

  void run(Findings findings) {
    List<Login> logins = deployment.logins();
    if (logins.isEmpty()) {
      check("settings", deployment.settings(), deployment.hasManager(), findings);
    }
    for (Login login : logins) {
      String role = login.role();
      boolean isManager =
          role.equals(Login.MANAGER) || (!login.isService() && deployment.hasManager());
      check("settings of " + role, deployment.settingsOf(login), isManager, findings);
    }
  }

  private static void check(
      String subject, Map<String, String> settings, boolean isManager, Findings findings) {
    RequiredSettings.Faults faults =
        RequiredSettings.faults(settings, isManager ? RequiredSettings.OF_MANAGER : List.of());
    if (!faults.missing().isEmpty()) {
      findings.mend(
          subject,
          "missing: " + String.join(", ", faults.missing()),
          "The service does not start without them. Set them; docs/operations.md says what each means.");
    }
    if (!faults.malformed().isEmpty()) {
      findings.mend(
          subject,
          "malformed: " + String.join(", ", faults.malformed()),
          "The service does not start with them. Correct them: " + RequiredSettings.FORMS + ".");
    }
    if (faults.missing().isEmpty() && faults.malformed().isEmpty()) {
      findings.good(subject, "all that the service requires are set");
    }
  }
}
