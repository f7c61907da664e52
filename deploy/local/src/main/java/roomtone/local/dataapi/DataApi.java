package roomtone.local.dataapi;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import roomtone.local.auth.AuthServer;
import roomtone.local.auth.TokenVerifier;
import roomtone.local.gateway.Answer;
import roomtone.local.gateway.ConnectionPool;
import roomtone.local.gateway.Part;
import roomtone.local.gateway.Request;

/**
 * The emulation of Supabase's Data API, each request in a transaction of its own with the role and
 * the claims of its caller. Names in a request become SQL only when they are plain names, and in
 * quotes; values become parameters.
 */
public final class DataApi implements Part, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataApi.class);
  private static final String PREFIX = "/rest/v1";

  private final ConnectionPool database;
  private final TokenVerifier tokens;

  private DataApi(DataSource database, TokenVerifier tokens) {
    this.database = new ConnectionPool(database);
    this.tokens = tokens;
  }

  /**
   * Starts to serve at {@code /rest/v1} of the gateway of Auth.
   *
   * @param database connections of the login authenticator
   * @param auth whose tokens are accepted
   */
  public static DataApi start(DataSource database, AuthServer auth) {
    DataApi api = new DataApi(database, auth.tokens());
    auth.gateway().add(PREFIX, api);
    return api;
  }

  @Override
  public Answer answer(Request request) throws SQLException {
    Caller caller = Caller.of(request, tokens);
    requirePublicSchema(request);
    String table = request.path().substring(1);
    if (table.startsWith("rpc/")) {
      throw ApiFailure.of(404, "PGRST202", "roomtone-local calls no functions: " + table);
    }
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (!reads && !request.method().equals("POST")) {
      throw ApiFailure.of(
          405, "PGRST117", "roomtone-local does not emulate the method " + request.method());
    }
    try {
      return database.inTransaction(
          connection -> {
            caller.takeOn(connection);
            Table found = Table.find(connection, table);
            return reads
                ? Reading.answer(connection, request, found)
                : Insertion.answer(connection, request, found);
          });
    } catch (SQLException failure) {
      throw ApiFailure.from(failure, caller.isSignedIn());
    }
  }

  @Override
  public Answer failed(Exception failure) {
    if (failure instanceof ApiFailure refusal) {
      return refusal.answer();
    }
    LOG.warn("the Data API failed", failure);
    return ApiFailure.of(500, "XX000", "The output of roomtone-local says what failed").answer();
  }

  /** Closes the connections; the gateway is its owner's. */
  @Override
  public void close() {
    database.close();
  }

  private static void requirePublicSchema(Request request) {
    String header =
        request.method().equals("GET") || request.method().equals("HEAD")
            ? "Accept-Profile"
            : "Content-Profile";
    String schema = request.header(header).orElse("public");
    if (!schema.equals("public")) {
      throw ApiFailure.of(406, "PGRST106", "The schema must be one of the following: public");
    }
  }
}
