package roomtone.bench.simulate;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The command line of {@code ./dev simulate}.
 *
 * @param devices how many devices, 1 to 100,000
 * @param listeners how many listeners; at most {@value #MAX_LISTENERS_A_ROOM} for each device
 * @param duration how long is measured after all have started
 * @param voteEvery mean time between two votes of a listener
 * @param brain address of the brain, without a path
 * @param manager address of the manager, without a path
 * @param supabase address of the project; empty: the brain's config.json names it
 * @param publishableKey the key of the project; empty: the brain's config.json names it
 * @param staffEmail account that adds the players; empty: the admin of the demo
 * @param accounts file with an e-mail address and a password in each line, for listeners who sign
 *     in; empty: they sign up anonymously
 * @param limits what the verdict compares with
 * @param yes whether a deployment on other machines may be used
 * @param remove whether only the players that an earlier run left are removed
 * @param json where the figures are written
 */
record Arguments(
    int devices,
    int listeners,
    Duration duration,
    Duration voteEvery,
    URI brain,
    URI manager,
    Optional<URI> supabase,
    Optional<String> publishableKey,
    Optional<String> staffEmail,
    Optional<Path> accounts,
    Limits limits,
    boolean yes,
    boolean remove,
    Optional<Path> json) {

  static final int MAX_DEVICES = 100_000;

  /** A room accepts 60 different listeners in ten minutes. */
  static final int MAX_LISTENERS_A_ROOM = 50;

  /** Access tokens are valid for an hour; the time to prepare and to remove comes on top. */
  private static final double MAX_MINUTES = 45;

  /** What one listener may vote in one room in an hour. */
  private static final int VOTES_AN_HOUR = 200;

  private static final Set<String> FLAGS = Set.of("--yes", "--remove");
  private static final Set<String> OPTIONS =
      Set.of(
          "--devices",
          "--listeners",
          "--minutes",
          "--vote-every",
          "--url",
          "--brain",
          "--manager",
          "--supabase",
          "--publishable-key",
          "--staff-email",
          "--accounts",
          "--poll-p99",
          "--vote-p99",
          "--queue-p99",
          "--errors",
          "--json");

  /**
   * What the verdict compares the figures with.
   *
   * @param pollMillis 99th percentile of the time until a poll is answered, in ms
   * @param voteMillis 99th percentile of the time until a vote is answered, in ms
   * @param queueMillis 99th percentile of the time until a voter sees the queue that follows, in ms
   * @param errorPercent calls that failed, in percent of all
   */
  record Limits(double pollMillis, double voteMillis, double queueMillis, double errorPercent) {}

  /**
   * Reads a command line.
   *
   * @throws UsageError when it cannot be carried out
   */
  static Arguments parse(List<String> line) {
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    for (int i = 0; i < line.size(); i++) {
      String name = line.get(i);
      if (FLAGS.contains(name)) {
        flags.add(name);
      } else if (!OPTIONS.contains(name)) {
        throw new UsageError("simulate does not know '%s'".formatted(name));
      } else if (i + 1 == line.size() || line.get(i + 1).startsWith("--")) {
        throw new UsageError(name + " needs a value");
      } else if (values.put(name, line.get(++i)) != null) {
        throw new UsageError(name + " is given twice");
      }
    }
    return new Values(values).arguments(flags);
  }

  /** The values of the options, not yet checked. */
  private record Values(Map<String, String> given) {

    Arguments arguments(Set<String> flags) {
      boolean remove = flags.contains("--remove");
      if (!remove && !given.containsKey("--devices")) {
        throw new UsageError("simulate needs --devices N");
      }
      int devices = whole("--devices", 1, 1, MAX_DEVICES);
      int listeners = whole("--listeners", 0, 0, MAX_DEVICES * MAX_LISTENERS_A_ROOM);
      if (listeners > devices * MAX_LISTENERS_A_ROOM) {
        throw new UsageError(
            "%d listeners need %d devices at least: a room accepts 60 new listeners in ten minutes, and a simulated one gets %d"
                .formatted(
                    listeners,
                    Math.ceilDiv(listeners, MAX_LISTENERS_A_ROOM),
                    MAX_LISTENERS_A_ROOM));
      }
      double minutes = number("--minutes", 2, 0.05, MAX_MINUTES);
      double voteEvery = number("--vote-every", 60, 1, 3600);
      // The intervals vary by half, so that a run may have a few votes more.
      double votes = 60 * minutes / voteEvery * 1.1 + 2;
      if (votes > VOTES_AN_HOUR) {
        throw new UsageError(
            "--vote-every %.0f makes %.0f votes of each listener in %.0f minutes; a room accepts %d in an hour. Choose a longer interval or fewer minutes"
                .formatted(voteEvery, votes, minutes, VOTES_AN_HOUR));
      }
      Optional<URI> both = address("--url");
      if (both.isPresent() && given.containsKey("--brain") && given.containsKey("--manager")) {
        throw new UsageError("--url names both services: leave out --brain or --manager");
      }
      return new Arguments(
          devices,
          listeners,
          millis(60_000 * minutes),
          millis(1000 * voteEvery),
          address("--brain").or(() -> both).orElse(Target.LOCAL_BRAIN),
          address("--manager").or(() -> both).orElse(Target.LOCAL_MANAGER),
          address("--supabase"),
          Optional.ofNullable(given.get("--publishable-key")),
          Optional.ofNullable(given.get("--staff-email")),
          Optional.ofNullable(given.get("--accounts")).map(Path::of),
          new Limits(
              number("--poll-p99", 500, 1, 60_000),
              number("--vote-p99", 1_000, 1, 60_000),
              number("--queue-p99", 4_000, 1, 60_000),
              number("--errors", 0.1, 0, 100)),
          flags.contains("--yes"),
          remove,
          Optional.ofNullable(given.get("--json")).map(Path::of));
    }

    private static Duration millis(double count) {
      return Duration.ofMillis(Math.round(count));
    }

    private int whole(String name, int otherwise, int least, int most) {
      return read(
          name,
          otherwise,
          least,
          most,
          "a whole number from %,d to %,d".formatted(least, most),
          Integer::valueOf);
    }

    private double number(String name, double otherwise, double least, double most) {
      return read(
          name,
          otherwise,
          least,
          most,
          "a number from %s to %s".formatted(plain(least), plain(most)),
          Double::valueOf);
    }

    private static String plain(double number) {
      return number == Math.rint(number) ? "%,.0f".formatted(number) : String.valueOf(number);
    }

    private <T extends Number> T read(
        String name,
        T otherwise,
        double least,
        double most,
        String wanted,
        Function<String, T> parse) {
      String text = given.get(name);
      if (text == null) {
        return otherwise;
      }
      try {
        T number = parse.apply(text);
        // NaN is in no range.
        if (number.doubleValue() >= least && number.doubleValue() <= most) {
          return number;
        }
      } catch (NumberFormatException noNumber) {
        // The sentence below says what is wanted.
      }
      throw new UsageError("%s needs %s, not '%s'".formatted(name, wanted, text));
    }

    private Optional<URI> address(String name) {
      String text = given.get(name);
      if (text == null) {
        return Optional.empty();
      }
      try {
        URI address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        if (http
            && address.getHost() != null
            && address.getUserInfo() == null
            && address.getRawPath().isEmpty()
            && address.getRawQuery() == null
            && address.getRawFragment() == null) {
          return Optional.of(address);
        }
      } catch (IllegalArgumentException noAddress) {
        // The sentence below says what is wanted.
      }
      throw new UsageError(
          "%s needs an address such as https://music.example.org, without a path, not '%s'"
              .formatted(name, text));
    }
  }
}
