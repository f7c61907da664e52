package roomtone.local.auth;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Checks the codes of mails and does what they confirm. */
final class Verification {

  /** How long a code is valid: the default of a project. */
  static final Duration LIFETIME = Duration.ofHours(1);

  /** The user whose token was presented, and which one. */
  private record Match(UUID user, MailKind kind, Instant sentAt) {}

  private Verification() {}

  /**
   * Confirms what a token stands for.
   *
   * @param type "signup", "invite", "magiclink", "recovery", "email" or "email_change"
   * @param invalid the message when there is no such token or it is too old
   * @return the user, who may be signed in now; empty when the change of an address needs the other
   *     of its two confirmations, too
   */
  static Optional<User> confirm(
      Connection connection, String type, String hash, String invalid, Instant now)
      throws SQLException {
    Match match =
        find(connection, kinds(type), hash)
            .filter(found -> !now.isAfter(found.sentAt().plus(LIFETIME)))
            .orElseThrow(() -> new AuthFailure(403, "otp_expired", invalid));
    User user = Users.get(connection, match.user());
    if (user.isBanned(now)) {
      throw new AuthFailure(403, "user_banned", "User is banned");
    }
    switch (match.kind()) {
      case SIGN_UP -> confirmAddress(connection, user, now);
      case MAGIC_LINK, RECOVERY -> {
        Statements.update(
            connection, "update auth.users set recovery_token = '' where id = ?", user.id());
        if (!user.isConfirmed()) {
          confirmAddress(connection, user, now);
        }
      }
      case EMAIL_CHANGE, EMAIL_CHANGE_OLD -> {
        if (user.email() != null && isFirstOfTwo(connection, user, match.kind())) {
          return Optional.empty();
        }
        Users.acceptNewEmail(connection, user, now);
      }
      case REAUTHENTICATION -> throw new IllegalStateException("no type stands for it");
    }
    return Optional.of(Users.get(connection, user.id()));
  }

  private static List<MailKind> kinds(String type) {
    return switch (type) {
      case "signup", "invite" -> List.of(MailKind.SIGN_UP);
      case "magiclink", "recovery" -> List.of(MailKind.MAGIC_LINK);
      case "email" -> List.of(MailKind.SIGN_UP, MailKind.MAGIC_LINK);
      case "email_change" -> List.of(MailKind.EMAIL_CHANGE, MailKind.EMAIL_CHANGE_OLD);
      default -> throw AuthFailure.invalid("Unsupported verification type");
    };
  }

  private static Optional<Match> find(Connection connection, List<MailKind> kinds, String hash)
      throws SQLException {
    for (MailKind kind : kinds) {
      Optional<Match> match =
          Statements.first(
              connection,
              "select id, %2$s as sent_at from auth.users where %1$s = ? and %1$s <> '' and deleted_at is null for update"
                  .formatted(kind.tokenColumn(), kind.timeColumn()),
              row ->
                  new Match(
                      row.getObject("id", UUID.class),
                      kind,
                      row.getObject("sent_at", OffsetDateTime.class).toInstant()),
              hash);
      if (match.isPresent()) {
        return match;
      }
    }
    return Optional.empty();
  }

  private static void confirmAddress(Connection connection, User user, Instant now)
      throws SQLException {
    Users.confirm(connection, user.id(), now);
    Identities.put(connection, user.id(), user.email(), true, now);
  }

  /** Notes the first of the two confirmations; false when this is the second. */
  private static boolean isFirstOfTwo(Connection connection, User user, MailKind kind)
      throws SQLException {
    return Statements.update(
            connection,
            """
            update auth.users set email_change_confirm_status = 1, %s = ''
             where id = ? and email_change_confirm_status = 0
            """
                .formatted(kind.tokenColumn()),
            user.id())
        > 0;
  }
}
