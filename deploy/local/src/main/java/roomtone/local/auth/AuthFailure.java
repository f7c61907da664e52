package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.Json;

/** An error of Supabase Auth, with the code by which clients distinguish errors. */
final class AuthFailure extends RuntimeException {

  private final int status;
  private final String code;
  private final List<String> weaknesses;

  AuthFailure(int status, String code, String message) {
    this(status, code, message, List.of());
  }

  private AuthFailure(int status, String code, String message, List<String> weaknesses) {
    super(message);
    this.status = status;
    this.code = code;
    this.weaknesses = weaknesses;
  }

  /**
   * A refused password.
   *
   * @param reason as Supabase names it, such as "length"
   */
  static AuthFailure weakPassword(String reason, String message) {
    return new AuthFailure(422, "weak_password", message, List.of(reason));
  }

  static AuthFailure invalid(String message) {
    return new AuthFailure(400, "validation_failed", message);
  }

  String code() {
    return code;
  }

  /**
   * The response, in the form of the API version 2024-01-01. Supabase answers in an older form when
   * the request does not name that version; supabase-js always names it.
   */
  Answer answer() {
    ObjectNode json = Json.object().put("code", code).put("message", getMessage());
    if (!weaknesses.isEmpty()) {
      ArrayNode reasons = json.putObject("weak_password").putArray("reasons");
      weaknesses.forEach(reasons::add);
    }
    return Answer.of(status, json.toString()).with("X-Supabase-Api-Version", "2024-01-01");
  }
}
