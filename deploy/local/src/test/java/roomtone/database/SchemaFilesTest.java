package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.postgres.PostgresCluster;
import roomtone.local.postgres.PostgresInstallation;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * The schema files say what is in force, the migrations how a database gets there: both must make
 * the same database.
 */
class SchemaFilesTest {

  private static final Path SUPABASE = Checkout.folder().resolve("deploy/supabase");
  private static final Path MIGRATIONS = SUPABASE.resolve("migrations");
  private static final Path SCHEMAS = SUPABASE.resolve("schemas");

  /** Beyond what is in force, migrations take over a project with data and grant access. */
  private static final double MAX_MIGRATION_RATIO = 1.1;

  private static final int MAX_FUNCTION_LINES = 120;

  /** The line with which pg_dump begins an object. */
  private static final Pattern OBJECT = Pattern.compile("(?m)^--\\n-- (?=Name: )");

  /** What ends the transaction of a migration, or cannot be run in one. */
  private static final Pattern NOT_IN_A_TRANSACTION =
      Pattern.compile("^(commit|rollback|vacuum)\\b|\\bconcurrently\\b");

  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?ms)^create (?:or replace )?function ([\\w.]+)\\(.*?\\bas (\\$\\w*\\$)(.*?)\\2");

  @Test
  void each_schema_file_is_listed_once_and_each_listed_file_exists() throws IOException {
    assertEquals(
        files(SCHEMAS).stream().map(file -> "./" + SUPABASE.relativize(file)).toList(),
        schemaPaths().stream().sorted().toList());
  }

  @Test
  void schema_files_and_migrations_make_the_same_database() throws Exception {
    Path directory =
        Files.createTempDirectory(
            "roomtone-schemas-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try (LocalDatabase migrated = LocalDatabase.fresh();
        LocalDatabase declared = LocalDatabase.emptyOnServerThatStops(directory)) {
      declare(declared);
      List<String> fromMigrations = contents(migrated);
      List<String> fromSchemas = contents(declared);
      assertTrue(fromMigrations.size() > 500, "much is compared");
      assertEquals(List.of(), without(fromMigrations, fromSchemas), "only from migrations");
      assertEquals(List.of(), without(fromSchemas, fromMigrations), "only from schema files");
    } finally {
      delete(directory);
    }
  }

  @Test
  void no_function_stands_twice_in_the_migrations_or_in_the_schema_files() throws IOException {
    for (Path folder : List.of(MIGRATIONS, SCHEMAS)) {
      Map<String, String> names = new HashMap<>();
      Map<String, String> bodies = new HashMap<>();
      for (Path file : files(folder)) {
        for (MatchResult function : functions(file)) {
          String name = function.group(1);
          assertEquals(null, names.put(name, name), "defined twice in " + folder);
          String body = function.group(3).replaceAll("\\s+", " ");
          assertEquals(null, bodies.put(body, name), name + " has the text of another function");
        }
      }
      assertTrue(names.size() > 40, "functions were found in " + folder);
    }
  }

  @Test
  void each_migration_is_one_transaction_that_waits_for_locks_for_four_seconds_at_most()
      throws IOException {
    for (Path file : files(MIGRATIONS)) {
      String name = file.getFileName().toString();
      assertTrue(name.matches("\\d{14}_[a-z]+(_[a-z]+)+\\.sql"), name);
      List<String> statements =
          Files.readAllLines(file).stream()
              .map(line -> line.replaceFirst("--.*", "").strip())
              .filter(line -> !line.isEmpty())
              .toList();
      assertEquals("set local lock_timeout = '4s';", statements.getFirst(), name);
      String version = name.substring(0, 14);
      assertTrue(statements.getLast().contains("schema_version"), name);
      assertTrue(statements.getLast().contains(version), name);
      for (String statement : statements) {
        assertFalse(NOT_IN_A_TRANSACTION.matcher(statement).find(), name + ": " + statement);
      }
    }
  }

  @Test
  void no_function_is_longer_than_two_screens() throws IOException {
    for (Path file : files(SCHEMAS)) {
      for (MatchResult function : functions(file)) {
        long lines = function.group().lines().count();
        assertTrue(lines <= MAX_FUNCTION_LINES, function.group(1) + " has " + lines + " lines");
      }
    }
  }

  @Test
  void the_migrations_are_little_longer_than_what_is_in_force() throws IOException {
    double ratio = (double) lines(MIGRATIONS) / lines(SCHEMAS);
    assertTrue(ratio <= MAX_MIGRATION_RATIO, "migrations have %.3f of the lines".formatted(ratio));
  }

  private static int lines(Path folder) throws IOException {
    int lines = 0;
    for (Path file : files(folder)) {
      lines += Files.readAllLines(file).size();
    }
    return lines;
  }

  private static List<MatchResult> functions(Path file) throws IOException {
    return FUNCTION.matcher(Files.readString(file)).results().toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  /** The files that config.toml lists, in its order. */
  private static List<String> schemaPaths() throws IOException {
    String config = Files.readString(SUPABASE.resolve("config.toml"));
    var list = Pattern.compile("(?ms)^schema_paths = \\[(.*?)^\\]").matcher(config);
    assertTrue(list.find(), "config.toml has schema_paths");
    return Pattern.compile("\"([^\"]+)\"")
        .matcher(list.group(1))
        .results()
        .map(path -> path.group(1))
        .toList();
  }

  /** Applies the schema files as the Supabase CLI does. */
  private static void declare(LocalDatabase database) throws IOException, SQLException {
    try (Sql owner = database.sql("postgres")) {
      owner.execute("set check_function_bodies = off");
      for (String path : schemaPaths()) {
        owner.execute(Files.readString(SUPABASE.resolve(path)));
      }
    }
  }

  /** Everything in the database: definitions with comments and privileges, roles, and rows. */
  private static List<String> contents(LocalDatabase database)
      throws IOException, InterruptedException, SQLException {
    List<String> contents = new ArrayList<>(definitions(database));
    try (Sql superuser = new Sql(database.connect(PostgresCluster.SUPERUSER))) {
      contents.addAll(
          superuser.column(
              """
              select 'role ' || (to_jsonb(r) - 'oid' - 'rolpassword')::text || coalesce(shobj_description(r.oid, 'pg_authid'), '')
              from pg_roles r where r.rolname !~ '^pg_'
              union all
              select 'settings of ' || s.setrole::regrole || ' ' || s.setconfig::text
              from pg_db_role_setting s where s.setdatabase = 0
              """));
      for (String table :
          superuser.column(
              """
              select c.oid::regclass from pg_class c
              where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('public', 'roomtone')
              """)) {
        contents.addAll(
            superuser.column("select '%1$s ' || to_jsonb(t)::text from %1$s t".formatted(table)));
      }
    }
    return contents;
  }

  /** What pg_dump writes of the schema, an element for each object, whatever their order. */
  private static List<String> definitions(LocalDatabase database)
      throws IOException, InterruptedException {
    URI address = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    Path program = PostgresInstallation.findAll().getFirst().bin().resolve("pg_dump");
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--schema-only",
            "--exclude-schema=roomtone_local*",
            "--host=" + address.getHost(),
            "--port=" + address.getPort(),
            "--username=" + PostgresCluster.SUPERUSER,
            database.name());
    builder.environment().put("PGPASSWORD", PostgresCluster.PASSWORD);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String dump = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), "pg_dump works");
    return OBJECT.splitAsStream(dump).skip(1).map(SchemaFilesTest::normalised).toList();
  }

  /** An object of the dump without what differs each time; grants come in any order. */
  private static String normalised(String object) {
    Stream<String> lines =
        object
            .lines()
            .filter(line -> !line.isBlank() && !line.equals("--"))
            .filter(line -> !line.startsWith("-- PostgreSQL database dump"))
            .filter(line -> !line.startsWith("\\unrestrict"));
    boolean grants = object.lines().findFirst().orElse("").contains("ACL; Schema: ");
    return (grants ? lines.sorted() : lines).collect(Collectors.joining("\n"));
  }

  private static List<String> without(List<String> these, List<String> those) {
    TreeSet<String> left = new TreeSet<>(these);
    left.removeAll(those);
    return List.copyOf(left);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
