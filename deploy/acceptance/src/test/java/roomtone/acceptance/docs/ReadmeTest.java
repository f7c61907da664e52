package roomtone.acceptance.docs;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.demo.Demo;
import roomtone.local.demo.DemoContext;
import roomtone.local.testing.Await;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** The commands of the README do what it says, on the demo with both services. */
class ReadmeTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

  /** Printed before the commands of each block. */
  private static final String BLOCK = "## block";

  /** Printed where the README sleeps until the room has followed. */
  private static final String WAITING = "## waiting";

  @TempDir static Path home;

  private static TestSystem system;
  private static Demo demo;

  @BeforeAll
  static void start() throws InterruptedException {
    system = TestSystem.start();
    system.startBrain(Map.of());
    system.startManager(Map.of());
    CountDownLatch loaded = new CountDownLatch(1);
    CountDownLatch playing = new CountDownLatch(1);
    demo =
        Demo.start(
            new DemoContext(
                home,
                system.auth().url(),
                "sb_publishable_test",
                URI.create(system.brain().url()),
                URI.create(system.manager().url()),
                system.manager().managementUrl().resolve("/q/health/ready"),
                system.database().dataSource("postgres"),
                line -> {
                  if (line.equals("Demo: loaded")) {
                    loaded.countDown();
                  } else if (line.startsWith("Garden: the device plays")) {
                    playing.countDown();
                  }
                }));
    assertTrue(loaded.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the demo is loaded");
    assertTrue(playing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the garden plays");
  }

  @AfterAll
  static void stop() {
    demo.close();
    system.close();
  }

  @Test
  void the_room_follows_five_listeners_and_the_vote_of_one(@TempDir Path folder) throws Exception {
    List<String> blocks = run("## A room that follows its listeners", folder);

    String[] queues = blocks.get(0).split(WAITING + "\n", -1);
    assertEquals(5, queues[0].lines().count(), queues[0]);
    assertTrue(queues[0].lines().allMatch(line -> line.contains("Not heard here")), queues[0]);
    assertEquals(5, queues[1].lines().count(), queues[1]);
    assertTrue(
        queues[1].lines().skip(1).allMatch(line -> line.contains("People here like")), queues[1]);

    List<String> answers = blocks.get(1).lines().toList();
    assertEquals("{\"preference_vector\":[0,0,0,0,1]}", answers.get(0));
    JsonPath vote = JsonPath.from(answers.get(1));
    assertEquals(5, vote.getInt("vote_value"));
    assertTrue(vote.getFloat("preference_vector[4]") < 1, answers.get(1));
    assertNotNull(vote.getString("counts_for"), answers.get(1));
    assertNotNull(vote.getString("session_expires_at"), answers.get(1));
    assertEquals(List.of(), filesIn(folder));
  }

  @Test
  void the_device_of_the_lobby_plays_and_the_admin_uploads(@TempDir Path folder) throws Exception {
    List<String> blocks = run("## Be the device, be the admin", folder);

    List<String> device = blocks.get(0).lines().toList();
    assertTrue(device.contains("HTTP/1.1 200 OK"), blocks.get(0));
    assertTrue(device.contains("304"), blocks.get(0));
    String hash =
        device.stream().filter(line -> line.matches("[0-9a-f]{64}")).findAny().orElseThrow();
    assertTrue(device.stream().anyMatch(line -> line.startsWith(hash + "  ")), blocks.get(0));
    assertTrue(blocks.get(0).contains("\"result\":\"recorded\""), blocks.get(0));
    assertTrue(blocks.get(0).contains("\"result\":\"duplicate\""), blocks.get(0));

    assertTrue(blocks.get(1).contains("\"total\":15"), blocks.get(1));
    assertTrue(blocks.get(1).contains("\"status\": 409"), blocks.get(1));
    assertEquals(List.of(), filesIn(folder));
  }

  /** Runs the commands of a section in a folder, and returns what each block of them printed. */
  private static List<String> run(String heading, Path folder) throws Exception {
    Path script = home.resolve("commands.sh");
    Files.writeString(
        script,
        "sleep() { echo '%s'; read -r; }\n".formatted(WAITING)
            + blocks(heading)
                .map(block -> "echo '%s'\n%s".formatted(BLOCK, block))
                .collect(joining())
                .replace("http://127.0.0.1:8080", system.brain().url())
                .replace("http://127.0.0.1:8081", system.manager().url())
                .replace("http://127.0.0.1:54321/auth/v1", system.auth().url() + "/auth/v1"));
    Process bash =
        new ProcessBuilder("bash", "-u", "-o", "pipefail", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = bash.inputReader();
        BufferedWriter in = bash.outputWriter()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (line.equals(WAITING)) {
          awaitQueues();
          in.newLine();
          in.flush();
        }
      }
    }
    String printed = lines.stream().map(line -> line + "\n").collect(joining());
    assertEquals(0, bash.waitFor(), printed);
    return Stream.of(printed.split(BLOCK + "\n", -1)).skip(1).toList();
  }

  private static Stream<String> blocks(String heading) throws IOException {
    String readme = Files.readString(Checkout.folder().resolve("README.md"));
    int begin = readme.indexOf(heading + "\n");
    assertTrue(begin >= 0, heading);
    int end = readme.indexOf("\n## ", begin);
    return COMMANDS
        .matcher(readme.substring(begin, end))
        .results()
        .map((MatchResult m) -> m.group(1));
  }

  /** Waits until the queues follow all listeners and votes. */
  private static void awaitQueues() {
    try (Sql owner = system.database().sql("postgres")) {
      Await.value(
          "all rooms have followed",
          PATIENCE,
          () ->
              owner.integer(
                  "select (select count(*) from roomtone.room_changes) + (select count(*) from public.votes where applied_seq is null)"),
          waiting -> waiting == 0);
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
