package roomtone.acceptance.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.dev.DevCopy.Outcome;
import roomtone.local.testing.Await;

class DevScriptTest {
  /** Seconds for which a process sleeps that a test ends: more than a call of ./dev may take. */
  private static final String OUTLASTS_THE_TEST = "600";

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
  void help_lists_the_commands_and_the_exit_codes() throws Exception {
    Outcome help = checkout.dev("help");

    assertEquals(0, help.code());
    for (String word : List.of("up", "down", "test", "prepare", "64", "69", "70", "73", "75")) {
      help.assertContains(word);
    }
    assertEquals(help, checkout.dev());
    assertEquals(help, checkout.dev("--help"));
    for (String command : List.of("up", "down", "test", "prepare", "simulate", "screenshots")) {
      checkout.dev("help", command).assertContains("./dev " + command);
      assertEquals(checkout.dev("help", command), checkout.dev(command, "--help"));
    }
  }

  @Test
  void an_unknown_command_or_option_is_a_usage_error() throws Exception {
    assertAll(
        () -> assertEquals(64, checkout.dev("nonsense").code()),
        () -> assertEquals(64, checkout.dev("up", "--nonsense").code()),
        () -> assertEquals(64, checkout.dev("down", "now").code()),
        () -> assertEquals(64, checkout.dev("prepare", "--nonsense").code()),
        () -> assertEquals(64, checkout.dev("bench", "nonsense").code()),
        () -> assertEquals(64, checkout.dev("simulate").code()),
        () -> assertEquals(64, checkout.dev("simulate", "--nonsense").code()),
        () -> assertEquals(64, checkout.dev("simulate", "--devices", "1", "more").code()),
        () -> assertEquals(64, checkout.dev("screenshots", "--nonsense").code()),
        () -> assertEquals(64, checkout.dev("screenshots", "one", "two").code()),
        () -> assertEquals(64, checkout.dev("help", "nonsense").code()));
  }

  @Test
  void screenshots_go_to_the_documents_or_to_a_folder_of_choice() throws Exception {
    String program = "runs roomtone.bench.web.Screenshots ";
    checkout
        .dev("screenshots")
        .assertContains(program + directory.toRealPath() + "/docs/pictures\n");
    checkout
        .dev("screenshots", "album")
        .assertContains(program + directory.toRealPath() + "/album\n");
    checkout.dev("screenshots", "/tmp/album").assertContains(program + "/tmp/album\n");
  }

  @Test
  void benchmarks_are_named_and_write_to_a_file_of_choice() throws Exception {
    String program = "runs roomtone.bench.Bench";
    checkout.dev("bench").assertContains(program + "\n");
    checkout
        .dev("bench", "web", "--only", "paint", "--json", "figures.json")
        .assertContains(
            program + " web --only paint --json " + directory.toRealPath() + "/figures.json\n");
  }

  @Test
  void tests_leave_out_the_long_ones_unless_they_are_asked_for() throws Exception {
    checkout.dev("test", "-pl", "web").assertContains("leaving out the long tests");
    assertEquals("-B verify -DexcludedGroups=long -pl web\n", checkout.read("arguments-of-build"));
    assertFalse(checkout.dev("test", "--long").text().contains("leaving out"));
    assertEquals(
        "-B verify -DexcludedGroups= -DforkCount=1\n", checkout.read("arguments-of-build"));
  }

  @Test
  void prepare_has_nothing_to_install_where_tests_run() throws Exception {
    Outcome prepare = checkout.dev("prepare", "--dry-run");

    assertEquals(0, prepare.code());
    prepare.assertContains("✓ JDK 25, PostgreSQL");
    assertFalse(Files.exists(checkout.home()), "a dry run wrote something");
  }

  @Test
  void down_succeeds_when_nothing_runs() throws Exception {
    assertEquals(new Outcome(0, "✓ Nothing runs\n"), checkout.dev("down"));
  }

  @Test
  void up_detached_returns_when_a_room_plays_and_down_stops_all() throws Exception {
    Outcome up = checkout.dev("up", "--detach");
    assertEquals(0, up.code(), up.text());
    up.assertContains("The room \"garden\" is playing");
    up.assertContains("http://127.0.0.1:" + checkout.port("BRAIN") + "/?player=garden\n");
    up.assertContains("http://127.0.0.1:" + checkout.port("MANAGER") + "/admin/\n");
    up.assertContains("http://127.0.0.1:" + checkout.port("MANAGER") + "/player/\n");
    assertEquals(3, checkout.processes().size());
    assertEquals("brain as brain_service\n", checkout.read(".roomtone/log/brain.log"));
    assertEquals("manager as manager_service\n", checkout.read(".roomtone/log/manager.log"));

    Outcome again = checkout.dev("up");
    assertEquals(0, again.code());
    again.assertContains("up already");
    assertEquals(3, checkout.processes().size());

    Outcome down = checkout.dev("down");
    assertEquals(0, down.code());
    down.assertContains(
        "✓ Stopped manager\n✓ Stopped brain\n✓ Stopped local\n✓ Nothing is left running");
    assertEquals(List.of(), checkout.processes());

    checkout.dev("up", "--detach").assertContains("Built already");
    assertEquals("built\n", checkout.read("builds"));
  }

  @Test
  void ctrl_c_stops_everything_and_the_log_names_the_process_of_each_line() throws Exception {
    Path output = Files.createFile(directory.resolve("output"));
    Process up = checkout.startDev(output, "up");
    Await.until("the room plays", ofSeconds(30), () -> text(output).contains("Ctrl-C stops it"));
    Files.writeString(
        checkout.home().resolve("log/brain.log"),
        "a line of the brain\n",
        StandardOpenOption.APPEND);
    Await.until(
        "the line of the brain is shown",
        ofSeconds(30),
        () -> text(output).contains("brain   | a line of the brain\n"));

    new ProcessBuilder("bash", "-c", "kill -INT " + up.pid()).start().waitFor();

    assertTrue(up.waitFor(30, SECONDS), () -> text(output));
    assertEquals(0, up.exitValue());
    assertEquals(List.of(), checkout.processes());
  }

  @Test
  void an_attached_up_ends_when_down_is_called_in_another_terminal() throws Exception {
    Path output = Files.createFile(directory.resolve("output"));
    Process up = checkout.startDev(output, "up");
    Await.until("the room plays", ofSeconds(30), () -> text(output).contains("Ctrl-C stops it"));

    assertEquals(0, checkout.dev("down").code());

    assertTrue(up.waitFor(30, SECONDS), () -> text(output));
    assertEquals(0, up.exitValue());
    assertTrue(text(output).contains("✓ Stopped by ./dev down"), () -> text(output));
  }

  @Test
  void a_service_that_ends_at_the_start_shows_its_last_lines_and_the_others_are_stopped()
      throws Exception {
    checkout.with("STUB_DIES", "manager").with("STUB_CODE", "1");

    Outcome up = checkout.dev("up", "--detach");

    assertEquals(70, up.code(), up.text());
    up.assertContains("    manager: the setting X is missing");
    assertEquals(List.of(), checkout.processes());
  }

  @Test
  void the_exit_code_of_roomtone_local_is_passed_on() throws Exception {
    checkout.with("STUB_DIES", "local").with("STUB_CODE", "73");

    assertEquals(73, checkout.dev("up", "--detach").code());
  }

  @Test
  void up_ends_when_the_demo_cannot_be_loaded() throws Exception {
    checkout.with("STUB_DEMO_FAILS", "no space");

    Outcome up = checkout.dev("up", "--detach");

    assertEquals(70, up.code());
    up.assertContains("✗ Demo: gave up: no space");
    assertEquals(List.of(), checkout.processes());
  }

  @Test
  void a_process_that_execs_another_program_counts_as_running() throws Exception {
    Path becoming = directory.resolve("becoming");
    Files.writeString(
        becoming,
        """
        #!/usr/bin/env bash
        [ "$1" -eq 0 ] || exec "$0" $(($1 - 1)) "$2"
        """);
    assertTrue(becoming.toFile().setExecutable(true));
    String look =
        """
        home=$1
        . deploy/dev/processes.sh
        mkdir -p "$home/run"
        "$2" 600 "$home/app/local/" &
        echo $! >"$home/run/local.pid"
        await 5 runs local
        while kill -0 $! 2>/dev/null; do
          runs local || ! is_at_work $! || { echo taken for dead; exit 1; }
        done
        """;
    Process watch =
        new ProcessBuilder(
                "bash", "-c", look, "watch", checkout.home().toString(), becoming.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();

    assertEquals("", new String(watch.getInputStream().readAllBytes(), UTF_8));
    assertEquals(0, watch.waitFor());
  }

  @Test
  void a_failed_build_starts_nothing_and_shows_the_error() throws Exception {
    checkout.with("STUB_BUILD_FAILS", "yes");

    Outcome up = checkout.dev("up", "--detach");

    assertEquals(1, up.code());
    up.assertContains("    cannot find symbol");
  }

  @Test
  void a_port_in_use_is_named_before_anything_is_started() throws Exception {
    try (ServerSocket other =
        new ServerSocket(checkout.port("MANAGER"), 1, InetAddress.getLoopbackAddress())) {
      Outcome up = checkout.dev("up", "--detach");

      assertEquals(75, up.code());
      up.assertContains("✗ port " + other.getLocalPort() + " is taken");
      assertFalse(Files.exists(checkout.home().resolve("log/local.log")));
    }
  }

  @Test
  void a_pid_that_now_belongs_to_another_program_is_left_alone() throws Exception {
    Process stranger = new ProcessBuilder("sleep", OUTLASTS_THE_TEST).start();
    Files.createDirectories(checkout.home().resolve("run"));
    Files.writeString(checkout.home().resolve("run/brain.pid"), stranger.pid() + "\n");
    try {
      checkout.dev("down").assertContains("Nothing runs");

      assertTrue(stranger.isAlive());
    } finally {
      stranger.destroy();
    }
  }

  @Test
  void a_database_server_that_outlived_a_crash_is_stopped() throws Exception {
    Path data = Files.createDirectories(checkout.home().resolve("postgres"));
    Process database =
        new ProcessBuilder(
                "bash", "-c", "exec -a 'postgres -D " + data + "' sleep " + OUTLASTS_THE_TEST)
            .start();
    Files.writeString(data.resolve("postmaster.pid"), database.pid() + "\n" + data + "\n");
    Files.createDirectories(checkout.home().resolve("run"));
    Await.until("the process is listed", ofSeconds(30), () -> !checkout.processes().isEmpty());

    try {
      Outcome down = checkout.dev("down");

      assertEquals(0, down.code(), down.text());
      assertTrue(database.waitFor(10, SECONDS));
    } finally {
      database.destroyForcibly();
    }
  }

  @Test
  void fresh_deletes_the_data_only_after_confirmation() throws Exception {
    Path data = Files.createDirectories(checkout.home().resolve("postgres")).resolve("table");
    Path beside = Files.writeString(directory.resolve("beside"), "kept");
    Files.writeString(data, "votes");

    Outcome refused = checkout.dev("up", "--detach", "--fresh");
    assertEquals(64, refused.code());
    assertTrue(Files.exists(data));

    Outcome up = checkout.dev("up", "--detach", "--fresh", "--yes");
    assertEquals(0, up.code(), up.text());
    assertFalse(Files.exists(data));
    assertTrue(Files.exists(beside));
  }

  private static String text(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
