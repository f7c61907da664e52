package roomtone.local.auth;

/** A refusal in the words of Supabase Auth, which clients tell apart by the code. */
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
