package roomtone.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.LocalDatabase.DefaultGrants;
import roomtone.local.testing.Sql;

/**
 * A project that began with the original schema, with rows of all kinds that may have gathered in
 * it. Schema {@code before} keeps a copy of its tables.
 */
final class OriginalProject {

  /** The tables of the original schema, in schema public. */
  static final List<String> TABLES =
      List.of(
          "profiles",
          "roles",
          "songs",
          "players",
          "player_library",
          "player_queue",
          "sessions",
          "votes",
          "songs_playing");

  private OriginalProject() {}

  /** A database of such a project after all migrations; the caller closes it. */
  static LocalDatabase migrated() {
    LocalDatabase database = LocalDatabase.empty(DefaultGrants.AUTOMATIC);
    // On Supabase supautils lets postgres move the extension back; here the local shim does.
    database.moveVectorToPublic();
    try (Sql owner = database.sql("postgres")) {
      owner.execute(resource("original-schema.sql"));
      owner.execute(resource("original-data.sql"));
      owner.execute("create schema before");
      for (String table : TABLES) {
        owner.execute("create table before.%1$s as table public.%1$s".formatted(table));
      }
    }
    database.migrate();
    return database;
  }

  private static String resource(String name) {
    try (var in = OriginalProject.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
