package roomtone.local.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import roomtone.local.gateway.Json;

/**
 * The identities of users: the ways in which they sign in. Here that is "email" alone; anonymous
 * users have none.
 */
final class Identities {

  private Identities() {}

  /** The identities of a user, as the user endpoint shows them. */
  static ArrayNode of(Connection connection, UUID user) throws SQLException {
    ArrayNode array = Json.object().putArray("identities");
    Statements.all(
            connection,
            """
            select id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at, email
              from auth.identities where user_id = ? order by created_at, id
            """,
            Identities::json,
            user)
        .forEach(array::add);
    return array;
  }

  /**
   * Adds the identity "email", or changes its address.
   *
   * @param verified whether the address is confirmed
   */
  static void put(Connection connection, UUID user, String email, boolean verified, Instant now)
      throws SQLException {
    ObjectNode data =
        Json.object()
            .put("sub", user.toString())
            .put("email", email)
            .put("email_verified", verified)
            .put("phone_verified", false);
    Statements.update(
        connection,
        """
        insert into auth.identities
          (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
        values (?, ?, ?::jsonb, 'email', ?, ?, ?)
        on conflict (provider_id, provider) do update
          set identity_data = identities.identity_data || excluded.identity_data, updated_at = excluded.updated_at
        """,
        user.toString(),
        user,
        data.toString(),
        now,
        now,
        now);
    Statements.update(
        connection,
        """
        update auth.users
           set raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || '{"provider": "email", "providers": ["email"]}'
         where id = ?
        """,
        user);
  }

  private static ObjectNode json(ResultSet row) throws SQLException {
    try {
      ObjectNode json =
          Json.object()
              .put("identity_id", row.getString("id"))
              .put("id", row.getString("provider_id"))
              .put("user_id", row.getString("user_id"));
      json.set("identity_data", Json.parse(row.getString("identity_data")));
      json.put("provider", row.getString("provider"));
      for (String column : new String[] {"last_sign_in_at", "created_at", "updated_at"}) {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        if (time != null) {
          json.put(column, time.toInstant().toString());
        }
      }
      return json.put("email", row.getString("email"));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("PostgreSQL wrote bad JSON", impossible);
    }
  }
}
