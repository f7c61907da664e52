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
 * The statements that the demo runs as postgres: what an operator does by hand, what only the demo
 * needs, and queries for what exists already.
 */
final class DemoDatabase {

  private final DataSource postgres;

  DemoDatabase(DataSource postgres) {
    this.postgres = postgres;
  }

  /** Marks the installation as a demo: services in production refuse to start on it. */
  void markAsDemo() throws SQLException {
    update("update roomtone.installation set demo = true where not demo");
  }

  /** Makes a user the first admin, as the documentation says, unless there is an admin. */
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

  /** The song with a file of this hash, archived songs included, so that none is added again. */
  Optional<UUID> player(DemoRoom room) throws SQLException {
    return first("select id from public.players where slug = ?", room.slug()).map(UUID::fromString);
  }

  /** The player of a room, archived players included. */
  Optional<UUID> song(String sha256) throws SQLException {
    return first("select id from public.songs where sha256 = ?", sha256).map(UUID::fromString);
  }

  /** Whether a player exists that has no library and no plays. */
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

  /** Sets the known token of the room's device; the table holds its hash. */
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
