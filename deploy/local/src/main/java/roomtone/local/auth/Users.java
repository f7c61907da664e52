package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The rows of auth.users. */
final class Users {

  private static final String UNIQUE_VIOLATION = "23505";

  private Users() {}

  /** Adds an anonymous user. */
  static User addAnonymous(Connection connection, ObjectNode metadata, Instant now)
      throws SQLException {
    UUID id = UUID.randomUUID();
    insert(connection, id, null, null, metadata, null, now);
    return get(connection, id);
  }

  /**
   * Adds a user with an e-mail address.
   *
   * @param email a checked address
   * @param password null for none
   * @param confirmed whether the address counts as confirmed from the beginning
   */
  static User add(
      Connection connection,
      String email,
      String password,
      ObjectNode metadata,
      boolean confirmed,
      Instant now)
      throws SQLException {
    UUID id = UUID.randomUUID();
    metadata
        .put("email", email)
        .put("email_verified", confirmed)
        .put("phone_verified", false)
        .put("sub", id.toString());
    try {
      insert(connection, id, email, password, metadata, confirmed ? now : null, now);
    } catch (SQLException failure) {
      if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
        throw alreadyRegistered();
      }
      throw failure;
    }
    Identities.put(connection, id, email, confirmed, now);
    return get(connection, id);
  }

  static Optional<User> find(Connection connection, UUID id) throws SQLException {
    return Statements.first(
        connection,
        "select " + User.COLUMNS + " from auth.users where id = ? and deleted_at is null",
        row -> User.read(row, Identities.of(connection, id)),
        id);
  }

  /** A user who must exist. */
  static User get(Connection connection, UUID id) throws SQLException {
    return find(connection, id)
        .orElseThrow(
            () ->
                new AuthFailure(
                    403, "user_not_found", "User from sub claim in JWT does not exist"));
  }

  /**
   * The user with this address.
   *
   * @param email a normalized address
   */
  static Optional<User> findByEmail(Connection connection, String email) throws SQLException {
    Optional<UUID> id =
        Statements.first(
            connection,
            "select id from auth.users where email = ? and deleted_at is null",
            row -> row.getObject("id", UUID.class),
            email);
    return id.isEmpty() ? Optional.empty() : find(connection, id.get());
  }

  /** Merges into the user's metadata; a null removes a key. */
  static void mergeMetadata(Connection connection, UUID user, ObjectNode metadata, Instant now)
      throws SQLException {
    Statements.update(
        connection,
        """
        update auth.users
           set raw_user_meta_data = jsonb_strip_nulls(coalesce(raw_user_meta_data, '{}') || ?::jsonb), updated_at = ?
         where id = ?
        """,
        metadata.toString(),
        now,
        user);
  }

  /** Marks the address as confirmed, and makes sent codes invalid. */
  static void confirm(Connection connection, UUID user, Instant now) throws SQLException {
    Statements.update(
        connection,
        """
        update auth.users
           set email_confirmed_at = coalesce(email_confirmed_at, ?), confirmation_token = '', recovery_token = '',
               raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}', updated_at = ?
         where id = ?
        """,
        now,
        now,
        user);
  }

  /**
   * Makes the new address, which is confirmed by this, the user's own. An anonymous user is no
   * longer anonymous.
   */
  static void acceptNewEmail(Connection connection, User user, Instant now) throws SQLException {
    try {
      Statements.update(
          connection,
          """
          update auth.users
             set email = email_change, email_change = '', email_change_token_current = '', email_change_token_new = '',
                 email_change_confirm_status = 0, is_anonymous = false
           where id = ?
          """,
          user.id());
    } catch (SQLException failure) {
      if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
        throw emailExists();
      }
      throw failure;
    }
    Identities.put(connection, user.id(), user.newEmail(), true, now);
    confirm(connection, user.id(), now);
  }

  static AuthFailure alreadyRegistered() {
    return new AuthFailure(422, "user_already_exists", "User already registered");
  }

  static AuthFailure emailExists() {
    return new AuthFailure(
        422, "email_exists", "A user with this email address has already been registered");
  }

  private static void insert(
      Connection connection,
      UUID id,
      String email,
      String password,
      ObjectNode metadata,
      Instant confirmedAt,
      Instant now)
      throws SQLException {
    Statements.update(
        connection,
        """
        insert into auth.users
          (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data,
           raw_user_meta_data, created_at, updated_at, is_anonymous)
        select '00000000-0000-0000-0000-000000000000', ?, 'authenticated', 'authenticated', n.email,
               coalesce(extensions.crypt(n.password, extensions.gen_salt('bf', 10)), ''), n.confirmed_at, '{}',
               ?::jsonb, n.now, n.now, n.email is null
          from (select ?::text as email, ?::text as password, ?::timestamptz as confirmed_at, ?::timestamptz as now) n
        """,
        id,
        metadata.toString(),
        email,
        password,
        confirmedAt,
        now);
  }
}
