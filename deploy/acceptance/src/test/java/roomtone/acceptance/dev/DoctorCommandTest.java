package roomtone.acceptance.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.dev.DevCopy.Outcome;

/** Which files {@code ./dev doctor} checks, and when it builds its program. */
class DoctorCommandTest {

  private static final String PROGRAM = "runs roomtone.doctor.DoctorCommand --env ";

  @TempDir private Path directory;
  private DevCopy checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = new DevCopy(directory);
  }

  @AfterEach
  void leaveNothing() throws IOException, InterruptedException {
    checkout.stop();
    assertEquals(List.of(), checkout.processes());
  }

  @Test
  void it_checks_the_named_files_and_is_built_only_after_a_change() throws Exception {
    Outcome first =
        checkout.dev("doctor", "--env", "brain.env", "--origin", "https://staff.example.org");
    first.assertContains("✓ Building the doctor");
    first.assertContains(
        PROGRAM + directory.toRealPath() + "/brain.env --origin https://staff.example.org\n");

    Outcome second = checkout.dev("doctor", "--env", "/etc/brain.env", "--env", "/etc/more.env");
    assertEquals(PROGRAM + "/etc/brain.env --env /etc/more.env\n", second.text());
    assertEquals("built\n", checkout.read("builds"));
  }

  @Test
  void without_a_file_it_checks_the_system_that_runs_here() throws Exception {
    Outcome nothing = checkout.dev("doctor");
    assertEquals(64, nothing.code());
    nothing.assertContains("--env FILE");

    assertEquals(0, checkout.dev("up", "--detach").code());
    checkout
        .dev("doctor")
        .assertContains(PROGRAM + checkout.home().toRealPath() + "/local.env --local\n");
  }

  @Test
  void help_says_what_is_checked_and_anything_else_is_a_usage_error() throws Exception {
    Outcome help = checkout.dev("help", "doctor");
    for (String word : List.of("./dev doctor", "pooler", "grants", "issuer", "CORS", "64")) {
      help.assertContains(word);
    }
    assertEquals(help, checkout.dev("doctor", "--help"));
    assertEquals(64, checkout.dev("doctor", "some.env").code());
    assertEquals(64, checkout.dev("doctor", "--env").code());
  }
}
