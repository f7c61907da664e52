package roomtone.local.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The little that the demo says in SQL as postgres: what an operator does by hand, what only the
 * demo needs, and looks at what is there already.
 */
final class DemoDatabase {

  private final DataSource postgres;

  DemoDatabase(DataSource postgres) {
    this.postgres = postgres;
  }

  /** From now on services in production refuse to start on this database. */
  void markAsDemo() throws SQLException {
    update("update roomtone.installation set demo = true where not demo");
  }

  /** Makes the first admin as the documentation says it, unless there is an admin. */
  void makeFirstAdmin(String email) throws SQLException {
    update(
        """
        insert into public.roles (user_id, role)
        select id, 'admin' from auth.users where email = ?
          and not exists (select from public.roles where role = 'admin')
        """,
        email);
  }

  Optional<UUID> user(String email) throws SQLException {
    return first("select id from auth.users where email = ?", email).map(UUID::fromString);
  }

  /** Also when it is archived: what the visitor put away stays away. */
  Optional<UUID> player(DemoRoom room) throws SQLException {
    return first("select id from public.players where slug = ?", room.slug()).map(UUID::fromString);
  }

  /** Also when it is archived. */
  Optional<UUID> song(String sha256) throws SQLException {
    return first("select id from public.songs where sha256 = ?", sha256).map(UUID::fromString);
  }

  /** Nobody has given it a library or played it yet, so it is still to be set up. */
  boolean isUntouched(DemoRoom room) throws SQLException {
    return first(
            """
            select p.id from public.players p
            where p.slug = ?
              and not exists (select from public.player_library l where l.player_id = p.id)
              and not exists (select from public.songs_playing s where s.player_id = p.id)
            """,
            room.slug())
        .isPresent();
  }

  /** Gives the room's device its known token; the table keeps the hash only. */
  void setToken(DemoRoom room) throws SQLException {
    update(
        "update public.players set token = ? where slug = ? and token <> roomtone.hash_token(?)",
        room.token(),
        room.slug(),
        room.token());
  }

  private void update(String sql, String... values) throws SQLException {
    try (Connection connection = postgres.getConnection();
        PreparedStatement statement = prepare(connection, sql, values)) {
      statement.executeUpdate();
    }
  }

  private Optional<String> first(String sql, String... values) throws SQLException {
    try (Connection connection = postgres.getConnection();
        PreparedStatement statement = prepare(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found.stream().findFirst();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, String... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setString(i + 1, values[i]);
    }
    return statement;
  }
}
