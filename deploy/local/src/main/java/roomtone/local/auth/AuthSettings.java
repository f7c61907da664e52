package roomtone.local.auth;

import java.net.URI;

/**
 * The settings of a Supabase project that the emulation knows.
 *
 * @param confirmSignUps whether a sign-up with password needs the confirmation of its e-mail
 *     address
 * @param anonymousUsers whether anonymous sign-ins are enabled
 * @param anonymousSignUpsPerHour how many anonymous sign-ups are accepted in an hour; 0: any
 *     number. Supabase's default is 30 for each address
 * @param siteUrl where the links of mails lead when the request names no other page
 */
public record AuthSettings(
    boolean confirmSignUps, boolean anonymousUsers, int anonymousSignUpsPerHour, URI siteUrl) {

  /** Sign-ups need no confirmation, and there is no limit. */
  public static AuthSettings defaults() {
    return new AuthSettings(false, true, 0, URI.create("http://127.0.0.1:8080"));
  }

  /** These settings with or without the confirmation of sign-ups. */
  public AuthSettings confirmSignUps(boolean value) {
    return new AuthSettings(value, anonymousUsers, anonymousSignUpsPerHour, siteUrl);
  }

  /** These settings with or without anonymous users. */
  public AuthSettings anonymousUsers(boolean value) {
    return new AuthSettings(confirmSignUps, value, anonymousSignUpsPerHour, siteUrl);
  }

  /** These settings with a limit of anonymous sign-ups. */
  public AuthSettings anonymousSignUpsPerHour(int value) {
    return new AuthSettings(confirmSignUps, anonymousUsers, value, siteUrl);
  }
}
