package roomtone.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A script runs only when all of its variables have values. */
class PgBenchTest {

  @Test
  void a_script_is_run_when_all_that_it_uses_is_set() throws IOException {
    String script = PgBench.scriptWith(Set.of("given"), PgBenchTest.class, "variables.sql");
    assertTrue(script.contains("select"), script);
  }

  @Test
  void a_variable_that_nobody_sets_is_refused_instead_of_being_null() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> PgBench.scriptWith(Set.of("other"), PgBenchTest.class, "variables.sql"));
    assertEquals("variables.sql uses what nobody sets: [given]", refused.getMessage());
  }
}
