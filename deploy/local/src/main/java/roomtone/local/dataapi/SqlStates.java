package roomtone.local.dataapi;

import java.util.regex.Pattern;

/**
 * The HTTP status of each error code of PostgreSQL.
 *
 * @see <a href="https://docs.postgrest.org/en/v14/references/errors.html">PostgREST: Errors</a>
 */
final class SqlStates {

  private static final Pattern RAISED_STATUS = Pattern.compile("PT[1-5]\\d\\d");

  private SqlStates() {}

  /**
   * The status.
   *
   * @param code five characters; PTxyz, which functions of Roomtone raise, means status xyz
   */
  static int status(String code, boolean isSignedIn) {
    if (RAISED_STATUS.matcher(code).matches()) {
      return Integer.parseInt(code.substring(2));
    }
    return switch (code) {
      case "23503", "23505" -> 409;
      case "25006" -> 405;
      case "42501" -> isSignedIn ? 403 : 401;
      case "42883", "42P01" -> 404;
      case "42P17", "53400" -> 500;
      case "57P01" -> 503;
      case "P0001" -> 400;
      default -> statusOfClass(code.substring(0, 2));
    };
  }

  private static int statusOfClass(String sqlClass) {
    return switch (sqlClass) {
      case "08", "53" -> 503;
      case "0L", "0P", "28" -> 403;
      case "09",
          "25",
          "2D",
          "38",
          "39",
          "3B",
          "40",
          "54",
          "55",
          "57",
          "58",
          "F0",
          "HV",
          "P0",
          "XX" ->
          500;
      default -> 400;
    };
  }
}
