package roomtone.local.auth;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Passwords, bcrypt hashes made by pgcrypto, with the cost that Supabase Auth uses. */
final class Passwords {

  private static final int SHORTEST = 6;

  /** The longest password in bytes: bcrypt ignores what follows. */
  private static final int LONGEST_BYTES = 72;

  private Passwords() {}

  static void check(String password) {
    if (password.length() < SHORTEST) {
      throw AuthFailure.weakPassword(
          "length", "Password should be at least %d characters.".formatted(SHORTEST));
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      throw AuthFailure.invalid(
          "Password cannot be longer than %d characters".formatted(LONGEST_BYTES));
    }
  }

  /** Whether this is the password of the user, who may have none. */
  static boolean matches(Connection connection, UUID user, String password) throws SQLException {
    return Statements.first(
            connection,
            """
            select 1 from auth.users
             where id = ? and encrypted_password <> '' and encrypted_password = extensions.crypt(?, encrypted_password)
            """,
            row -> true,
            user,
            password)
        .isPresent();
  }

  /**
   * Sets a password. Codes that were sent before become invalid, as on Supabase; the caller ends
   * the user's other sessions.
   */
  static void set(Connection connection, UUID user, String password) throws SQLException {
    Statements.update(
        connection,
        """
        update auth.users
           set encrypted_password = extensions.crypt(?, extensions.gen_salt('bf', 10)),
               confirmation_token = '', confirmation_sent_at = null, recovery_token = '', recovery_sent_at = null,
               email_change_token_current = '', email_change_token_new = '', email_change_sent_at = null,
               reauthentication_token = '', reauthentication_sent_at = null
         where id = ?
        """,
        password,
        user);
  }
}
