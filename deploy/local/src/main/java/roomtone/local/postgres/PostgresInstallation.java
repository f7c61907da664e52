package roomtone.local.postgres;

import static java.util.Comparator.comparing;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * An installation of PostgreSQL on this machine.
 *
 * @param bin the directory that holds {@code initdb} and {@code postgres}
 * @param major the major version, such as 15
 */
public record PostgresInstallation(Path bin, int major) {

  /** The environment variable that names the directory to search, instead of the usual ones. */
  public static final String BIN_VARIABLE = "ROOMTONE_POSTGRES_BIN";

  private static final int OLDEST = 15;
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /**
   * The directories of Debian's packages, PGDG's RPMs, Homebrew on both processors, Postgres.app,
   * and PostgreSQL's own installer.
   */
  private static final Map<Path, String> USUAL_PLACES =
      Map.of(
          Path.of("/usr/lib/postgresql"), "*/bin",
          Path.of("/usr"), "pgsql-*/bin",
          Path.of("/opt/homebrew/opt"), "postgresql@*/bin",
          Path.of("/usr/local/opt"), "postgresql@*/bin",
          Path.of("/Applications/Postgres.app/Contents/Versions"), "*/bin");

  /**
   * All installations in the usual directories: those with pgvector before those without, newer
   * before older.
   *
   * @throws StartupFailure when there is none
   */
  public static List<PostgresInstallation> findAll() {
    return findAll(System.getenv());
  }

  static List<PostgresInstallation> findAll(Map<String, String> environment) {
    return findIn(places(environment));
  }

  /** As {@link #findAll()}, in the given directories. */
  public static List<PostgresInstallation> findIn(SequencedSet<Path> places) {
    List<PostgresInstallation> found =
        places.stream()
            .map(PostgresInstallation::at)
            .flatMap(Optional::stream)
            .distinct()
            .sorted(
                comparing(PostgresInstallation::hasPgvector)
                    .thenComparing(PostgresInstallation::major)
                    .reversed())
            .toList();
    if (found.isEmpty()) {
      throw new StartupFailure(
          Reason.MISSING,
          "PostgreSQL %d or newer (initdb and postgres) was not found; install it, or name its bin directory in %s."
              .formatted(OLDEST, BIN_VARIABLE));
    }
    return found;
  }

  /** The path of a program of this installation. */
  Path program(String name) {
    return bin.resolve(name);
  }

  /**
   * False when pgvector is known to be missing. Without pg_config only the running server can tell;
   * then this is true.
   */
  boolean hasPgvector() {
    if (!Files.isExecutable(program("pg_config"))) {
      return true;
    }
    return output(program("pg_config").toString(), "--sharedir")
        .map(share -> Files.exists(Path.of(share, "extension", "vector.control")))
        .orElse(true);
  }

  private static Optional<PostgresInstallation> at(Path bin) {
    if (!Files.isExecutable(bin.resolve("initdb"))
        || !Files.isExecutable(bin.resolve("postgres"))) {
      return Optional.empty();
    }
    return output(bin.resolve("postgres").toString(), "--version")
        .map(VERSION::matcher)
        .filter(Matcher::find)
        .map(version -> new PostgresInstallation(realPath(bin), Integer.parseInt(version.group(1))))
        .filter(installation -> installation.major >= OLDEST);
  }

  /** Resolves links to single programs to the directory of all programs. */
  private static Path realPath(Path bin) {
    try {
      return bin.resolve("postgres").toRealPath().getParent();
    } catch (IOException unreadable) {
      return bin;
    }
  }

  private static SequencedSet<Path> places(Map<String, String> environment) {
    SequencedSet<Path> places = new LinkedHashSet<>();
    String named = environment.get(BIN_VARIABLE);
    if (named != null && !named.isBlank()) {
      places.add(Path.of(named));
      return places;
    }
    for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        places.add(Path.of(entry));
        if (Files.isExecutable(Path.of(entry, "pg_config"))) {
          output(Path.of(entry, "pg_config").toString(), "--bindir")
              .map(Path::of)
              .ifPresent(places::add);
        }
      }
    }
    USUAL_PLACES.forEach((root, pattern) -> places.addAll(matching(root, pattern)));
    return places;
  }

  /** The directories that match a pattern of two levels. */
  private static List<Path> matching(Path root, String pattern) {
    List<Path> matches = new ArrayList<>();
    String first = pattern.substring(0, pattern.indexOf('/'));
    String second = pattern.substring(pattern.indexOf('/') + 1);
    if (Files.isDirectory(root)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(root, first)) {
        children.forEach(child -> matches.add(child.resolve(second)));
      } catch (IOException unreadable) {
        return List.of(); // a directory that cannot be read is skipped
      }
    }
    return matches;
  }

  private static Optional<String> output(String... command) {
    return Optional.of(Command.run(command))
        .filter(Command.Result::succeeded)
        .flatMap(result -> result.output().lines().findFirst());
  }
}
