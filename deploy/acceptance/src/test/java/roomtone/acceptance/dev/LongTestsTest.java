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

/** {@code ./dev prepare --long} finds, or says how to install, what only the long tests need. */
class LongTestsTest {

  @TempDir private Path directory;
  private DevCopy checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = new DevCopy(directory).with("ROOMTONE_PGBOUNCER", "/no/such/pgbouncer");
  }

  @AfterEach
  void leaveNothing() throws IOException, InterruptedException {
    checkout.stop();
  }

  @Test
  void a_missing_pgbouncer_is_reported_with_how_to_install_it() throws Exception {
    Outcome dryRun = checkout.dev("prepare", "--dry-run", "--long");

    assertEquals(0, dryRun.code(), dryRun.text());
    assertTrue(dryRun.text().matches("(?s).*missing: .*\\bpgbouncer\\n.*"), dryRun.text());
    assertTrue(dryRun.text().contains("apt-get install pgbouncer"), dryRun.text());
    assertFalse(Files.exists(checkout.home()), "a dry run wrote something");
  }

  @Test
  void without_long_it_is_not_needed() throws Exception {
    Outcome dryRun = checkout.dev("prepare", "--dry-run");

    assertFalse(dryRun.text().contains("pgbouncer"), dryRun.text());
  }
}
