package roomtone.local.dataapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import roomtone.local.auth.TokenVerifier;
import roomtone.local.auth.TokenVerifier.InvalidToken;
import roomtone.local.gateway.Json;
import roomtone.local.gateway.Request;

/**
 * Who calls.
 *
 * @param role the role of the database that the transaction takes on
 * @param claims the claims of the token, as JSON, which policies read
 */
record Caller(String role, String claims) {

  private static final String ANONYMOUS = "anon";
  private static final Set<String> ROLES = Set.of(ANONYMOUS, "authenticated");
  private static final String PUBLISHABLE_KEY = "sb_publishable_";

  /**
   * The caller of a request. A publishable key, which supabase-js sends for a user who is not
   * signed in, stands for role anon, and so does no key at all, which Supabase refuses.
   */
  static Caller of(Request request, TokenVerifier tokens) {
    String token = request.bearer().orElse("");
    if (token.isEmpty() || token.startsWith(PUBLISHABLE_KEY)) {
      return new Caller(ANONYMOUS, "{\"role\":\"anon\"}");
    }
    int parts = token.split("\\.", -1).length;
    if (parts != 3) {
      throw ApiFailure.of(401, "PGRST301", "Expected 3 parts in JWT; got " + parts);
    }
    try {
      String claims = tokens.claims(token);
      return new Caller(role(Json.parse(claims)), claims);
    } catch (InvalidToken invalid) {
      throw invalid.isExpired()
          ? ApiFailure.of(401, "PGRST303", "JWT expired")
          : ApiFailure.of(
              401,
              "PGRST301",
              "No suitable key or wrong key type",
              "None of the keys was able to decode the JWT");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("claims are JSON", impossible);
    }
  }

  private static String role(JsonNode claims) {
    String role = claims.path("role").asText(ANONYMOUS);
    if (!ROLES.contains(role)) {
      // Service keys are not emulated: no page has one.
      throw ApiFailure.of(401, "PGRST301", "roomtone-local serves anon and authenticated alone");
    }
    return role;
  }

  boolean isSignedIn() {
    return !role.equals(ANONYMOUS);
  }

  /** Takes on role, time limit and claims until the end of the transaction. */
  void takeOn(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select set_config('statement_timeout', split_part(setting, '=', 2), true)
              from pg_catalog.pg_roles r cross join unnest(r.rolconfig) setting
             where r.rolname = ? and setting like 'statement_timeout=%'
            union all
            select set_config('request.jwt.claims', ?, true)
            union all
            select set_config('role', ?, true)
            """)) {
      statement.setString(1, role);
      statement.setString(2, claims);
      statement.setString(3, role);
      statement.execute();
    }
  }
}
