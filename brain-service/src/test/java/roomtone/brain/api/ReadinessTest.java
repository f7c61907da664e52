package roomtone.brain.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.LogLines;

/** What probes of the readiness find, and what they leave in the log. */
@QuarkusTest
class ReadinessTest extends BrainTest {

  private static final int PROBES = 5;

  @TestHTTPResource(value = "/health/ready", management = true)
  String readiness;

  @Test
  void a_change_of_the_readiness_is_one_line_however_many_probes_find_it() {
    probe(200);
    LogLines log = LogLines.open(Level.INFO);
    try {
      fixtures.sql().update("update roomtone.schema_version set version = version - 1000000000");
      probe(503);
    } finally {
      fixtures.sql().update("update roomtone.schema_version set version = version + 1000000000");
    }
    probe(200);
    log.close();
    assertEquals(
        List.of("not ready schema", "ready"),
        log.lines().stream()
            .filter(line -> line.contains("health") || line.contains("ReadinessLog"))
            .map(line -> line.substring(line.indexOf(": ") + 2).replaceFirst("\\{.*", ""))
            .toList());
  }

  private void probe(int status) {
    for (int i = 0; i < PROBES; i++) {
      RestAssured.given().get(readiness).then().statusCode(status);
    }
  }
}
