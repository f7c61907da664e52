package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.testing.Await;

/** Short runs against a deployment whose answers the test sets. */
class SimulateTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private FakeDeployment deployment;

  @BeforeEach
  void start() throws IOException {
    deployment = FakeDeployment.start();
  }

  @AfterEach
  void stop() {
    deployment.close();
  }

  @Test
  void a_deployment_that_answers_keeps_all_limits_and_is_left_as_it_was() throws IOException {
    Path json = folder.resolve("figures.json");

    // Limits that the busiest machine keeps: the figures are not the matter here.
    int code =
        simulate(
            "--listeners",
            "6",
            "--vote-every",
            "1",
            "--json",
            json.toString(),
            "--poll-p99",
            "20000",
            "--vote-p99",
            "20000",
            "--queue-p99",
            "20000");

    assertEquals(0, code, this::printed);
    assertTrue(printed().contains("All limits were kept."), this::printed);
    assertEquals(4, deployment.added.size());
    assertEquals(deployment.added, deployment.archived);
    assertEquals(6, deployment.erased.get());
    for (JsonNode player : deployment.players) {
      assertTrue(player.path("slug").asText().matches("simulated-[a-z0-9]+-\\d{6}"));
      assertTrue(player.path("name").asText().startsWith("Simulated "));
    }
    JsonNode figures = new JsonMapper().readTree(Files.readString(json));
    assertEquals("simulate", figures.path("benchmark").asText());
    assertTrue(value(figures, "votes whose effect the voter saw") > 0, figures::toString);
    assertTrue(value(figures, "reports of plays, since the start") >= 4, figures::toString);
  }

  @Test
  void a_deployment_that_is_slow_exceeds_the_limit_of_polls() {
    deployment.pollDelay = Duration.ofMillis(300);

    assertEquals(1, simulate("--poll-p99", "200"), this::printed);

    assertTrue(printed().contains("Not kept: polls p99."), this::printed);
    assertEquals(deployment.added, deployment.archived);
  }

  @Test
  void a_deployment_that_refuses_exceeds_the_limit_of_errors_and_is_not_asked_again_at_once() {
    deployment.pollStatus = 503;
    deployment.retryAfter = "30";

    assertEquals(1, simulate(), this::printed);

    assertTrue(printed().contains("4 × poll 503 database-away"), this::printed);
    assertTrue(printed().contains("calls that failed"), this::printed);
    assertEquals(4, deployment.polls.get(), "each device asks once and then waits");
    assertEquals(deployment.added, deployment.archived);
  }

  @Test
  void players_are_archived_when_auth_refuses_the_listeners() {
    deployment.signUpStatus = 429;

    assertEquals(1, simulate("--listeners", "3"), this::printed);

    assertTrue(printed().contains("--accounts FILE"), this::printed);
    assertEquals(4, deployment.added.size());
    assertEquals(deployment.added, deployment.archived);
    assertEquals(0, deployment.polls.get());
  }

  @Test
  void players_are_archived_when_the_manager_takes_only_some() {
    deployment.mostPlayers = 2;

    assertEquals(1, simulate(), this::printed);

    assertTrue(printed().contains("needs the role admin or manager"), this::printed);
    assertEquals(2, deployment.added.size());
    assertEquals(deployment.added, deployment.archived);
  }

  @Test
  void players_of_an_earlier_run_are_archived_on_request_and_no_others() {
    deployment.added.add("5e039910-d669-3fc6-bb8b-8c4fa2d921b8");

    assertEquals(
        0, run(List.of("--remove", "--url", deployment.address().toString())), this::printed);

    assertTrue(printed().contains("1 simulated players archived"), this::printed);
    assertEquals(deployment.added, deployment.archived);
  }

  @Test
  void a_run_that_is_told_to_stop_archives_its_players() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Simulate.class.getName()));
    command.addAll(List.of("--devices", "3", "--listeners", "2", "--minutes", "5"));
    command.addAll(List.of("--url", deployment.address().toString()));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      Await.until("all devices poll", PATIENCE, () -> deployment.polls.get() >= 3);

      process.destroy();

      assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(3, deployment.added.size());
    assertEquals(deployment.added, deployment.archived, () -> read(log));
    assertEquals(2, deployment.erased.get(), () -> read(log));
  }

  @Test
  void nothing_is_added_when_nothing_answers() {
    deployment.close();

    assertEquals(1, simulate(), this::printed);

    assertTrue(printed().contains("no brain answers at"), this::printed);
    assertFalse(printed().contains("Exception"), this::printed);
  }

  /** Four devices for three seconds, and more arguments. */
  private int simulate(String... more) {
    List<String> line = new ArrayList<>(List.of("--devices", "4", "--minutes", "0.05"));
    line.addAll(List.of("--url", deployment.address().toString()));
    line.addAll(List.of(more));
    return run(line);
  }

  private int run(List<String> line) {
    return Simulate.run(line, Map.of(), stream(out), stream(err), false);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static double value(JsonNode figures, String name) {
    return figures
        .path("figures")
        .valueStream()
        .filter(figure -> figure.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path("value")
        .asDouble();
  }
}
