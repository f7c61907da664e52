package roomtone.local.auth;

/** An error of Supabase Auth, with the code by which clients distinguish errors. */
final class AuthFailure extends RuntimeException {

  private final int status;
  private final String code;

  AuthFailure(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
