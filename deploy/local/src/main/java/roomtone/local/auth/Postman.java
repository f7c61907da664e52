package roomtone.local.auth;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Makes the codes and links of mails and puts the mails into the {@link Mailbox}. */
final class Postman {

  /** The least time between two mails of one kind to one user. */
  static final Duration INTERVAL = Duration.ofSeconds(60);

  private final Mailbox mailbox;
  private final String issuer;

  /**
   * A postman.
   *
   * @param issuer the address below which links are confirmed
   */
  Postman(Mailbox mailbox, String issuer) {
    this.mailbox = mailbox;
    this.issuer = issuer;
  }

  /**
   * Sends a mail with a new code, which replaces an earlier one.
   *
   * @throws AuthFailure over_email_send_rate_limit when less than {@link #INTERVAL} has passed
   */
  void send(
      Connection connection, User user, MailKind kind, String address, URI redirect, Instant now)
      throws SQLException {
    requireInterval(user, kind, now);
    deliver(connection, user, kind, address, redirect, now);
  }

  /**
   * Sends the mails by which an address is changed: to the new address and, as with Supabase's
   * default "secure email change", to the old one if there is one.
   */
  void sendEmailChange(Connection connection, User user, String address, URI redirect, Instant now)
      throws SQLException {
    requireInterval(user, MailKind.EMAIL_CHANGE, now);
    Statements.update(
        connection,
        "update auth.users set email_change = ?, email_change_confirm_status = 0, updated_at = ? where id = ?",
        address,
        now,
        user.id());
    deliver(connection, user, MailKind.EMAIL_CHANGE, address, redirect, now);
    if (user.email() != null) {
      deliver(connection, user, MailKind.EMAIL_CHANGE_OLD, user.email(), redirect, now);
    }
  }

  private static void requireInterval(User user, MailKind kind, Instant now) {
    Optional<Instant> next = user.time(kind.timeColumn()).map(sent -> sent.plus(INTERVAL));
    if (next.isPresent() && next.get().isAfter(now)) {
      throw new AuthFailure(
          429,
          "over_email_send_rate_limit",
          "For security purposes, you can only request this after %d seconds."
              .formatted(Duration.between(now, next.get()).toSeconds()));
    }
  }

  private void deliver(
      Connection connection, User user, MailKind kind, String address, URI redirect, Instant now)
      throws SQLException {
    OneTimeCode code = OneTimeCode.random(address);
    Statements.update(
        connection,
        "update auth.users set %s = ?, %s = ? where id = ?"
            .formatted(kind.tokenColumn(), kind.timeColumn()),
        code.hash(),
        now,
        user.id());
    Optional<URI> link =
        kind == MailKind.REAUTHENTICATION
            ? Optional.empty()
            : Optional.of(link(code, kind, redirect));
    mailbox.put(
        new Mail(now, address, kind.type(), kind.subject(), link, code.digits(), code.hash()));
  }

  private URI link(OneTimeCode code, MailKind kind, URI redirect) {
    return URI.create(
        "%s/verify?token=%s&type=%s&redirect_to=%s"
            .formatted(
                issuer,
                code.hash(),
                kind.type(),
                URLEncoder.encode(redirect.toString(), StandardCharsets.UTF_8)));
  }
}
