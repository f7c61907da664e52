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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.acceptance.dev.DevCopy.Outcome;

/** How {@code ./dev} and Maven find the Node that builds the web pages. npm is a stub. */
class NodeTest {

  /** Installs what it is asked for as npm does: links in node_modules/.bin of the folder. */
  private static final String NPM =
      """
      [ -z "$STUB_NPM_FAILS" ] || { echo 'network is down'; exit 1; }
      echo "$*" >>npm-calls
      bin=$3/node_modules/.bin
      mkdir -p "$bin"
      printf '#!/bin/sh\\necho v22.23.3\\n' >"$bin/node"
      printf '#!/bin/sh\\n' >"$bin/npm"
      chmod +x "$bin/node" "$bin/npm"
      """;

  @TempDir private Path directory;
  private DevCopy checkout;

  @BeforeEach
  void checkOut() throws IOException {
    checkout = new DevCopy(directory).withProgram("npm", NPM);
  }

  @AfterEach
  void leaveNothing() throws IOException, InterruptedException {
    checkout.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v20.19.0", "v20.30.1", "v22.12.0", "v23.0.0", "v26.10.0"})
  void a_node_that_is_new_enough_is_used(String version) throws Exception {
    node(version);

    Outcome prepare = checkout.dev("prepare");

    assertEquals(0, prepare.code(), prepare.text());
    assertTrue(prepare.text().endsWith(", Node " + version.substring(1) + "\n"), prepare.text());
    assertEquals(new Outcome(0, version + "\n"), checkout.withNode("--version"));
    assertFalse(Files.exists(directory.resolve("npm-calls")), "npm was called");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v18.20.4",
        "v20.18.9",
        "v20.2.0",
        "v21.7.3",
        "v22.11.0",
        "v9.9.9",
        "nonsense",
        ""
      })
  void an_older_node_is_missing_and_a_dry_run_says_so(String version) throws Exception {
    node(version);

    Outcome dryRun = checkout.dev("prepare", "--dry-run");

    assertEquals(0, dryRun.code(), dryRun.text());
    assertTrue(dryRun.text().contains("missing: node\n"), dryRun.text());
    assertTrue(dryRun.text().contains("in .roomtone/node"), dryRun.text());
    assertFalse(Files.exists(checkout.home()), "a dry run wrote something");
    Outcome maven = checkout.withNode("build.mjs");
    assertEquals(69, maven.code());
    assertEquals(1, maven.text().lines().count(), maven.text());
    assertTrue(maven.text().startsWith("The web pages need Node 20.19 or later"), maven.text());
    assertTrue(maven.text().contains("-Dweb.skip"), maven.text());
  }

  @Test
  void npm_brings_a_newer_node_once_and_the_build_uses_it() throws Exception {
    node("v18.20.4");

    Outcome up = checkout.dev("up", "--detach");
    assertEquals(0, up.code(), up.text());
    assertTrue(up.text().contains(", Node 22.23.3\n"), up.text());
    assertEquals("v22.23.3\n", checkout.read("node-of-build"));
    assertEquals(new Outcome(0, "v22.23.3\n"), checkout.withNode("--version"));
    checkout.dev("down");

    assertEquals(0, checkout.dev("up", "--detach", "--fresh", "--yes").code());
    assertEquals(new Outcome(0, "v22.23.3\n"), checkout.withNode("--version"));
    String calls = checkout.read("npm-calls");
    assertEquals(1, calls.lines().count(), calls);
    assertTrue(calls.contains("--ignore-scripts"), calls);
  }

  @Test
  void the_last_lines_of_an_npm_that_fails_are_printed() throws Exception {
    node("v18.20.4");
    checkout.with("STUB_NPM_FAILS", "yes");

    Outcome prepare = checkout.dev("prepare");

    assertEquals(69, prepare.code(), prepare.text());
    assertTrue(prepare.text().contains("    network is down\n"), prepare.text());
    assertTrue(prepare.text().contains("npm could not install Node"), prepare.text());
  }

  private void node(String version) throws IOException {
    checkout.withProgram("node", "echo " + version);
  }
}
