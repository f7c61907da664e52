package roomtone.brain.vote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Checkout;

/** The benchmark compares votes with the same statements sent by pgbench; this compares both. */
class VoteStatementsTest {

  private static final Path SCRIPT =
      Path.of("bench/src/main/resources/roomtone/bench/brain/vote.sql");

  @Test
  void the_benchmark_sends_the_statements_of_a_vote() throws IOException {
    String script =
        Files.readAllLines(Checkout.folder().resolve(SCRIPT)).stream()
            .filter(line -> !line.startsWith("--") && !line.startsWith("\\set"))
            .collect(Collectors.joining("\n"));
    String vote =
        String.join(
            ";\n",
            "begin",
            VoteStatements.LOCK,
            VoteStatements.READ,
            VoteStatements.INSERT,
            "commit",
            "");
    assertEquals(laidOut(vote), laidOut(script.replaceAll("/\\*\\?\\*/.*?/\\*\\.\\*/", "?")));
  }

  private static String laidOut(String sql) {
    return sql.strip().replaceAll("\\s+", " ").replace(" ;", ";");
  }
}
