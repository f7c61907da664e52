package roomtone.acceptance.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.containers.Engine.Result;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/** ROOMTONE_TEST_CONTAINERS on a real engine: the tests' database is a container. */
@Tag("long")
class TestcontainersTest {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** A program as a test would be: it asks for a database, and prints what it got. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      try (LocalDatabase database = LocalDatabase.fresh();
          Sql owner = database.sql("postgres")) {
        System.out.println("port " + owner.integer("select inet_server_port()"));
        System.out.println("songs " + owner.integer("select count(*) from public.songs"));
      }
    }
  }

  @Test
  void the_database_of_the_tests_is_a_container_with_all_migrations() throws Exception {
    Engine engine = Engine.prepared();
    engine.ensureImage("pgvector/pgvector:0.8.0-pg17");
    try (DockerApi api = DockerApi.of(engine)) {
      Map<String, String> environment = new TreeMap<>(api.environment());
      environment.put("ROOMTONE_TEST_CONTAINERS", "true");
      // The reaper is an image of its own; the containers are removed below.
      environment.put("TESTCONTAINERS_RYUK_DISABLED", "true");
      Result result =
          Engine.run(
              LIMIT,
              environment,
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Program.class.getName()));

      assertEquals(0, result.exitCode(), result::output);
      assertTrue(result.output().contains("port 5432\n"), result::output);
      assertTrue(result.output().contains("songs 0\n"), result::output);
    } finally {
      engine.removeAll("label=org.testcontainers=true");
    }
  }
}
