package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** What the tests of the shell device have in common: its process and its folder. */
@QuarkusTestResource(World.class)
abstract class ShellDevice {

  static final Duration SOON = Duration.ofSeconds(30);

  World world;
  @TempDir Path folder;
  LocalAuth.Session admin;
  final List<Process> running = new ArrayList<>();

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @AfterEach
  void endProcesses() {
    running.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    running.forEach(Process::destroyForcibly);
  }

  Room roomWith(int songs) {
    Room room = world.roomWith(admin, "Shell", songs);
    change(room, "{\"soundscape_seconds\": 20, \"crossfade_seconds\": 3}");
    return room;
  }

  void change(Room room, String body) {
    as(admin)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
  }

  Process device(String token, int port, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Checkout.folder().resolve("deploy/device/roomtone-device").toString(),
                "--manager",
                "http://127.0.0.1:" + port,
                "--state",
                folder.resolve("state").toString(),
                "--out",
                folder.resolve("heard").toString(),
                "--speed",
                "20"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()));
    builder.environment().remove("ROOMTONE_TOKEN");
    if (token != null) {
      builder.environment().put("ROOMTONE_TOKEN", token);
    }
    Process process = builder.start();
    running.add(process);
    return process;
  }

  void awaitEnd(Process process) throws Exception {
    assertTrue(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS), this::output);
    assertEquals(0, process.exitValue(), this::output);
  }

  String output() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      return "no output";
    }
  }

  /** The lines of the played list: start, end, outcome, play, song, title. */
  List<List<String>> heard() {
    try (Stream<String> lines = Files.lines(folder.resolve("heard/heard.tsv"))) {
      return lines.map(line -> List.of(line.split("\t", -1))).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  Set<String> cached() throws IOException {
    Path cache = folder.resolve("state/cache");
    if (!Files.exists(cache)) {
      return Set.of(); // The device has just begun.
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.length() == 64)
          .collect(Collectors.toSet());
    }
  }

  long plays(Room room, String outcome) {
    return (Long)
        world
            .sql()
            .value(
                "select count(*) from public.songs_playing where player_id = ? and outcome = ?",
                room.id(),
                outcome);
  }

  static int managersPort() {
    return RestAssured.port;
  }

  /** A port on which nothing listens. */
  static final int UNUSED_PORT = 9;
}
