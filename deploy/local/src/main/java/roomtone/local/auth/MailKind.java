package roomtone.local.auth;

/**
 * What a mail is for, and the columns of auth.users for its token. A magic link and a recovery
 * share their columns, as on Supabase: the later mail makes the earlier one invalid.
 */
enum MailKind {
  SIGN_UP("signup", "confirmation_token", "confirmation_sent_at", "Confirm your sign-up"),
  MAGIC_LINK("magiclink", "recovery_token", "recovery_sent_at", "Your sign-in link"),
  RECOVERY("recovery", "recovery_token", "recovery_sent_at", "Reset your password"),
  EMAIL_CHANGE(
      "email_change",
      "email_change_token_new",
      "email_change_sent_at",
      "Confirm your new e-mail address"),
  EMAIL_CHANGE_OLD(
      "email_change",
      "email_change_token_current",
      "email_change_sent_at",
      "Confirm the change of your e-mail address"),
  REAUTHENTICATION(
      "reauthentication",
      "reauthentication_token",
      "reauthentication_sent_at",
      "Confirm that it is you");

  private final String type;
  private final String tokenColumn;
  private final String timeColumn;
  private final String subject;

  MailKind(String type, String tokenColumn, String timeColumn, String subject) {
    this.type = type;
    this.tokenColumn = tokenColumn;
    this.timeColumn = timeColumn;
    this.subject = subject;
  }

  /** The value of {@code type} in the calls of supabase-js. */
  String type() {
    return type;
  }

  String tokenColumn() {
    return tokenColumn;
  }

  String timeColumn() {
    return timeColumn;
  }

  String subject() {
    return subject;
  }
}
