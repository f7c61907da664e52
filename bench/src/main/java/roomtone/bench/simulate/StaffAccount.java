package roomtone.bench.simulate;

import java.io.IOException;
import java.util.Map;
import roomtone.local.demo.Demo;
import roomtone.local.demo.ServiceClient;
import roomtone.local.demo.ServiceClient.UnsuccessfulCall;

/** The account that adds the players. */
record StaffAccount(String email, String password) {

  /** The environment variable of the password, which so is in no list of processes. */
  static final String PASSWORD = "ROOMTONE_STAFF_PASSWORD";

  /**
   * The account that the command line names, or the admin of the demo.
   *
   * @throws UsageError when another deployment than the demo is used without an account, or the
   *     password is missing
   */
  static StaffAccount of(Arguments arguments, Target target, Map<String, String> environment) {
    if (arguments.staffEmail().isEmpty()) {
      if (target.isLocal()) {
        return new StaffAccount(Demo.ADMIN, Demo.PASSWORD);
      }
      throw new UsageError(
          "a deployment that is not on this machine alone is used: simulate needs --staff-email ADDRESS, an admin or a manager, and the password in "
              + PASSWORD);
    }
    String password = environment.getOrDefault(PASSWORD, "");
    if (password.isEmpty()) {
      throw new UsageError(
          "--staff-email needs the password in the environment variable " + PASSWORD);
    }
    return new StaffAccount(arguments.staffEmail().get(), password);
  }

  /**
   * Signs in, for the calls that follow.
   *
   * @throws SimulationFailure when Auth refuses or does not answer
   */
  void signIn(ServiceClient services) throws SimulationFailure, InterruptedException {
    try {
      services.signIn(email, password);
    } catch (UnsuccessfulCall refused) {
      throw new SimulationFailure(
          "Auth refuses the sign-in of %s with status %d: check the address, the password in %s and the publishable key"
              .formatted(email, refused.status(), PASSWORD),
          refused);
    } catch (IOException e) {
      throw new SimulationFailure("Auth does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "StaffAccount[" + email + "]";
  }
}
