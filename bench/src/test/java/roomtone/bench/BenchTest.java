package roomtone.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.bench.figures.Report;
import roomtone.bench.load.StatementCount;

/** The benchmarks run; their figures mean nothing here. */
@Tag("long")
class BenchTest {

  @TempDir Path folder;

  @BeforeAll
  static void the_server_counts_statements() {
    StatementCount.prepareServer();
  }

  @Test
  void a_quick_run_measures_the_brain_from_votes_to_streams() throws IOException {
    Set<String> names = figuresOf("brain");
    assertTrue(
        names.containsAll(
            List.of(
                "votes through the service",
                "statements a vote",
                "vote to queue p99",
                "live heap a stream",
                "tick, all rooms changed")),
        names::toString);
  }

  @Test
  void a_quick_run_measures_a_start_with_and_without_an_aot_cache() throws IOException {
    Set<String> names = figuresOf("startup");
    assertTrue(
        names.containsAll(
            List.of(
                "first answer without",
                "first answer with the AOT cache",
                "memory when idle with the AOT cache")),
        names::toString);
  }

  @Test
  void a_quick_run_measures_the_manager_from_polls_to_a_large_fleet() throws IOException {
    Set<String> names = figuresOf("manager");
    assertTrue(
        names.containsAll(
            List.of(
                "polls, unchanged (304)",
                "polls, whole (200)",
                "statements per 1,000 polls, flat out",
                "uploads through the service",
                "players known")),
        names::toString);
  }

  @Test
  void a_quick_run_measures_the_pages_from_weight_to_paint() throws IOException {
    Set<String> names = figuresOf("web");
    assertTrue(
        names.containsAll(
            List.of(
                "weight, listener",
                "weight, admin, sign-in",
                "weight, player, in its room",
                "listener, first content, p50",
                "admin, interactive, p90",
                "player, interactive, p90",
                "listener, a vote from its click, p90",
                "listener, a pause from its event, p90",
                "admin, a pause from its event, p90",
                "player, the status from its click, p90")),
        names::toString);
  }

  /** Runs it, and reads what it wrote. */
  private Set<String> figuresOf(String service) throws IOException {
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    Report report =
        Bench.measure(
            service, true, Optional.empty(), new PrintStream(table, true, StandardCharsets.UTF_8));
    Path file = folder.resolve(service + ".json");
    report.write(file);
    JsonNode json = new JsonMapper().readTree(Files.readString(file));
    assertEquals(service, json.path("benchmark").asText());
    assertTrue(json.path("machine").path("cores").asInt() > 0);
    assertTrue(json.path("aims").size() > 0);
    return StreamSupport.stream(json.path("figures").spliterator(), false)
        .peek(
            figure ->
                assertTrue(
                    table.toString(StandardCharsets.UTF_8).contains(figure.path("name").asText())))
        .map(figure -> figure.path("name").asText())
        .collect(Collectors.toSet());
  }
}
