package roomtone.local.dataapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.Json;

/** An error in the form of PostgREST: code, message, details and hint. */
final class ApiFailure extends RuntimeException {

  private final int status;
  private final String code;
  private final String details;
  private final String hint;

  private ApiFailure(int status, String code, String message, String details, String hint) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.hint = hint;
  }

  /** An error of PostgREST itself, whose code begins with PGRST. */
  static ApiFailure of(int status, String code, String message) {
    return new ApiFailure(status, code, message, null, null);
  }

  static ApiFailure of(int status, String code, String message, String details) {
    return new ApiFailure(status, code, message, details, null);
  }

  /** A part of the query string that cannot be read, or that is not emulated. */
  static ApiFailure unreadable(String what) {
    return of(400, "PGRST100", what);
  }

  /** An error of PostgreSQL, with the status that its code has. */
  static ApiFailure from(SQLException failure, boolean isSignedIn) {
    String code = failure.getSQLState() == null ? "XX000" : failure.getSQLState();
    ServerErrorMessage message =
        failure instanceof PSQLException error ? error.getServerErrorMessage() : null;
    int status = SqlStates.status(code, isSignedIn);
    return message == null
        ? new ApiFailure(status, code, failure.getMessage(), null, null)
        : new ApiFailure(
            status, code, message.getMessage(), message.getDetail(), message.getHint());
  }

  Answer answer() {
    ObjectNode json = Json.object().put("code", code);
    json.put("details", details).put("hint", hint).put("message", getMessage());
    Answer answer = Answer.of(status, json.toString());
    return status == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
  }
}
