package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line, and what it refuses before anything is called. */
class ArgumentsTest {

  private static final Map<String, String> PASSWORD =
      Map.of("ROOMTONE_STAFF_PASSWORD", "not shown");

  @TempDir Path folder;

  private String printed;

  @Test
  void the_local_system_is_used_unless_another_is_named() {
    Arguments arguments = Arguments.parse(List.of("--devices", "10"));

    assertEquals(URI.create("http://127.0.0.1:8080"), arguments.brain());
    assertEquals(URI.create("http://127.0.0.1:8081"), arguments.manager());
    assertEquals(0, arguments.listeners());
    assertEquals(Duration.ofMinutes(2), arguments.duration());
    assertEquals(Duration.ofMinutes(1), arguments.voteEvery());
    assertEquals(new Arguments.Limits(500, 1_000, 4_000, 0.1), arguments.limits());
  }

  @Test
  void one_address_may_stand_for_both_services_and_another_for_one() {
    Arguments arguments =
        Arguments.parse(
            List.of(
                "--devices", "1", "--url", "https://a.example/", "--manager", "https://b.example"));

    assertEquals(URI.create("https://a.example"), arguments.brain());
    assertEquals(URI.create("https://b.example"), arguments.manager());
    assertEquals(Optional.empty(), arguments.supabase());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--listeners 5 | simulate needs --devices N",
        "--devices | --devices needs a value",
        "--devices --yes | --devices needs a value",
        "--devices 1 --devices 2 | --devices is given twice",
        "--devices 0 | --devices needs a whole number from 1 to 100,000, not '0'",
        "--devices many | --devices needs a whole number from 1 to 100,000, not 'many'",
        "--devices 1 --minutes NaN | --minutes needs a number from 0.05 to 45, not 'NaN'",
        "--devices 1 --minutes 60 | --minutes needs a number from 0.05 to 45, not '60'",
        "--devices 1 --nonsense 2 | simulate does not know '--nonsense'",
        "--devices 1 more | simulate does not know 'more'",
        "--devices 1 --url example.org | --url needs an address such as https://music.example.org",
        "--devices 1 --brain ftp://example.org | --brain needs an address",
        "--devices 1 --manager http://example.org/path | without a path",
        "--devices 1 --url http://a --brain http://b --manager http://c | --url names both services",
        "--devices 2 --listeners 101 | 101 listeners need 3 devices at least",
        "--devices 1 --minutes 45 --vote-every 2 | a room accepts 200 in an hour",
        "--devices 1 --errors 101 | --errors needs a number from 0 to 100",
      })
  void a_wrong_command_line_is_refused_with_what_to_change(String line, String complaint) {
    assertEquals(64, run(Map.of(), List.of(line.split(" "))));
    assertTrue(printed.contains(complaint), printed);
  }

  @Test
  void another_machine_needs_an_account_of_staff_with_its_password() {
    assertEquals(64, run(PASSWORD, elsewhere()));
    assertTrue(printed.contains("simulate needs --staff-email ADDRESS"), printed);

    assertEquals(64, run(Map.of(), elsewhere("--staff-email", "ada@example.org")));
    assertTrue(printed.contains("environment variable ROOMTONE_STAFF_PASSWORD"), printed);
  }

  @Test
  void another_machine_is_used_only_after_consent_to_what_is_added() {
    assertEquals(
        64, run(PASSWORD, elsewhere("--staff-email", "ada@example.org", "--listeners", "40")));

    assertTrue(printed.contains("add --yes"), printed);
    assertTrue(
        printed.contains("it adds 1,000 players with slugs that begin with simulated-"), printed);
    assertTrue(printed.contains("it polls 200 times a second"), printed);
    assertTrue(printed.contains("40 anonymous users sign up"), printed);
    assertTrue(printed.contains("30 such sign-ups an hour"), printed);
    assertFalse(printed.contains("not shown"), printed);
  }

  @Test
  void a_local_deployment_with_auth_elsewhere_is_another_machine() {
    List<String> line =
        List.of("--devices", "1", "--supabase", "http://192.0.2.1", "--publishable-key", "any");
    assertEquals(64, run(Map.of(), line));
    assertTrue(printed.contains("--staff-email"), printed);
  }

  @Test
  void accounts_have_to_be_as_many_as_listeners_and_are_not_shown() throws Exception {
    Path accounts = folder.resolve("accounts");
    Files.writeString(accounts, "ada@example.org secret-1\nsecret-2\n");
    List<String> line = new ArrayList<>(List.of("--devices", "1", "--accounts", "" + accounts));
    line.addAll(List.of("--supabase", "http://127.0.0.1:1", "--publishable-key", "any"));
    line.add("--listeners");

    line.add("3");
    assertEquals(64, run(Map.of(), line));
    assertTrue(printed.contains("has 2 accounts, 3 listeners need as many"), printed);

    line.set(line.size() - 1, "2");
    assertEquals(64, run(Map.of(), line));
    assertTrue(printed.contains("line 2 of"), printed);
    assertFalse(printed.contains("secret"), printed);
  }

  /** 192.0.2.1 belongs to nobody; no call is made. */
  private static List<String> elsewhere(String... more) {
    List<String> line = new ArrayList<>(List.of("--devices", "1000", "--url", "http://192.0.2.1"));
    line.addAll(List.of("--supabase", "http://192.0.2.1", "--publishable-key", "any"));
    line.addAll(List.of(more));
    return line;
  }

  private int run(Map<String, String> environment, List<String> line) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int code = Simulate.run(line, environment, out, out, false);
    printed = bytes.toString(StandardCharsets.UTF_8);
    return code;
  }
}
