package roomtone.local.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The users in schema auth. Passwords are bcrypt hashes made by pgcrypto, with the cost that
 * Supabase Auth uses.
 */
final class Accounts {

  private static final String UNIQUE_VIOLATION = "23505";
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+|[^@\\s]+@localhost");
  private static final int SHORTEST_PASSWORD = 6;

  /** The longest password in bytes: bcrypt ignores what follows. */
  private static final int LONGEST_PASSWORD_BYTES = 72;

  private static final String COLUMNS =
      """
      id, email, is_anonymous, raw_app_meta_data, raw_user_meta_data, email_confirmed_at, last_sign_in_at, created_at,
      updated_at
      """;

  User createAnonymous(Connection connection, ObjectNode metadata) throws SQLException {
    return insert(connection, UUID.randomUUID(), null, null, Json.object(), metadata);
  }

  User create(Connection connection, String email, String password, ObjectNode metadata)
      throws SQLException {
    String address = checkedEmail(email);
    checkPassword(password);
    UUID id = UUID.randomUUID();
    ObjectNode app = Json.object().put("provider", "email");
    app.putArray("providers").add("email");
    metadata
        .put("email", address)
        .put("email_verified", true)
        .put("phone_verified", false)
        .put("sub", id.toString());
    try {
      return insert(connection, id, address, password, app, metadata);
    } catch (SQLException failure) {
      if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
        throw new AuthFailure(422, "user_already_exists", "User already registered");
      }
      throw failure;
    }
  }

  Optional<User> find(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select " + COLUMNS + " from auth.users where id = ? and deleted_at is null")) {
      query.setObject(1, id);
      return first(query);
    }
  }

  User signIn(Connection connection, String email, String password) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + """
                   from auth.users
                  where email = ? and deleted_at is null and (banned_until is null or banned_until < now())
                    and encrypted_password = extensions.crypt(?, encrypted_password)
                """)) {
      query.setString(1, email.strip().toLowerCase(Locale.ROOT));
      query.setString(2, password);
      return first(query)
          .orElseThrow(
              () -> new AuthFailure(400, "invalid_credentials", "Invalid login credentials"));
    }
  }

  /**
   * Changes the values that are given; null leaves a value as it is. An anonymous user who gets an
   * e-mail address is no longer anonymous.
   *
   * @param metadata merged into the user's metadata; a null in it removes a key
   */
  User update(Connection connection, UUID id, String email, String password, JsonNode metadata)
      throws SQLException {
    String address = email == null ? null : checkedEmail(email);
    if (password != null) {
      checkPassword(password);
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update auth.users u
               set email = coalesce(n.email, u.email),
                   email_confirmed_at = case when n.email is null then u.email_confirmed_at else now() end,
                   is_anonymous = u.is_anonymous and n.email is null,
                   encrypted_password =
                     coalesce(extensions.crypt(n.password, extensions.gen_salt('bf', 10)), u.encrypted_password),
                   raw_app_meta_data =
                     case when n.email is null then u.raw_app_meta_data
                          else u.raw_app_meta_data || '{"provider": "email", "providers": ["email"]}' end,
                   raw_user_meta_data = jsonb_strip_nulls(u.raw_user_meta_data || coalesce(n.metadata, '{}')),
                   updated_at = now()
              from (select ?::text as email, ?::text as password, ?::jsonb as metadata) n
             where u.id = ?
            returning
            """
                + COLUMNS.replaceAll("(\\w+)", "u.$1"))) {
      update.setString(1, address);
      update.setString(2, password);
      update.setString(3, metadata == null ? null : metadata.toString());
      update.setObject(4, id);
      return first(update).orElseThrow(Accounts::vanished);
    } catch (SQLException failure) {
      if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
        throw new AuthFailure(
            422, "email_exists", "A user with this email address has already been registered");
      }
      throw failure;
    }
  }

  static AuthFailure vanished() {
    return new AuthFailure(403, "user_not_found", "User from sub claim in JWT does not exist");
  }

  private static User insert(
      Connection connection,
      UUID id,
      String email,
      String password,
      ObjectNode app,
      ObjectNode metadata)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into auth.users
              (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, last_sign_in_at,
               raw_app_meta_data, raw_user_meta_data, created_at, updated_at, is_anonymous)
            select '00000000-0000-0000-0000-000000000000', ?, 'authenticated', 'authenticated', n.email,
                   coalesce(extensions.crypt(n.password, extensions.gen_salt('bf', 10)), ''),
                   case when n.email is null then null else now() end, now(), ?::jsonb, ?::jsonb, now(), now(),
                   n.email is null
              from (select ?::text as email, ?::text as password) n
            returning
            """
                + COLUMNS)) {
      insert.setObject(1, id);
      insert.setString(2, app.toString());
      insert.setString(3, metadata.toString());
      insert.setString(4, email);
      insert.setString(5, password);
      return first(insert).orElseThrow();
    }
  }

  private static String checkedEmail(String email) {
    String address = email.strip().toLowerCase(Locale.ROOT);
    if (address.length() > 255 || !EMAIL.matcher(address).matches()) {
      throw new AuthFailure(
          400, "validation_failed", "Unable to validate email address: invalid format");
    }
    return address;
  }

  private static void checkPassword(String password) {
    if (password.length() < SHORTEST_PASSWORD) {
      throw new AuthFailure(
          422,
          "weak_password",
          "Password should be at least %d characters.".formatted(SHORTEST_PASSWORD));
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD_BYTES) {
      throw new AuthFailure(
          400,
          "validation_failed",
          "Password cannot be longer than %d characters".formatted(LONGEST_PASSWORD_BYTES));
    }
  }

  private static Optional<User> first(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? Optional.of(user(row)) : Optional.empty();
    }
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(
        row.getObject("id", UUID.class),
        row.getString("email"),
        row.getBoolean("is_anonymous"),
        json(row.getString("raw_app_meta_data")),
        json(row.getString("raw_user_meta_data")),
        row.getObject("email_confirmed_at", OffsetDateTime.class),
        row.getObject("last_sign_in_at", OffsetDateTime.class),
        row.getObject("created_at", OffsetDateTime.class),
        row.getObject("updated_at", OffsetDateTime.class));
  }

  private static JsonNode json(String text) {
    try {
      return text == null ? Json.object() : Json.parse(text);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("PostgreSQL wrote bad JSON", impossible);
    }
  }
}
