package roomtone.local.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import roomtone.local.gateway.Json;

/**
 * A mail that Supabase Auth would send.
 *
 * @param type what it asks for, as supabase-js names it: "signup", "magiclink", "recovery",
 *     "email_change" or "reauthentication"
 * @param link confirms by a click; empty when only the code can be used
 * @param code six digits
 * @param tokenHash confirms in place of address and code, see verifyOtp of supabase-js
 */
public record Mail(
    Instant sentAt,
    String to,
    String type,
    String subject,
    Optional<URI> link,
    String code,
    String tokenHash) {

  /** The mail as a person reads it. */
  public String text() {
    StringBuilder text =
        new StringBuilder("Mail to ").append(to).append("\n  Subject: ").append(subject);
    link.ifPresent(address -> text.append("\n  Link: ").append(address));
    return text.append("\n  Code: ").append(code).toString();
  }

  ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("sent_at", sentAt.toString())
            .put("to", to)
            .put("type", type)
            .put("subject", subject)
            .put("link", link.map(URI::toString).orElse(null));
    return json.put("code", code).put("token_hash", tokenHash);
  }
}
