package roomtone.brain.vote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Arrays;
import roomtone.problem.Problem;

/** Stores the answers to votes, so that a call that is repeated under its key gets the same one. */
@ApplicationScoped
class IdempotencyKeys {

  /** Stores an answer; does nothing when the key is null. */
  static final String STORE =
      """
      insert into roomtone.vote_requests (user_id, idempotency_key, request_hash, status, response)
        select ?, k.key, ?, ?, ?::jsonb from (select ?::uuid as key) k where k.key is not null""";

  private final ObjectWriter answers;

  IdempotencyKeys(ObjectMapper json) {
    answers = json.writerFor(VoteAnswer.class);
  }

  /**
   * Returns what was answered under the key of a ballot, which is known.
   *
   * @throws Problem 409 when the key was sent with another vote
   */
  StoredAnswer find(VoteTransaction transaction, Ballot ballot) throws SQLException {
    return transaction
        .query(
            """
            select request_hash, status, response::text as response
            from roomtone.vote_requests where user_id = ? and idempotency_key = ?
            """,
            row -> {
              if (!Arrays.equals(row.getBytes("request_hash"), ballot.hash())) {
                throw Problem.of("idempotency-key-reused");
              }
              return new StoredAnswer(row.getInt("status"), row.getString("response"));
            },
            transaction.listener(),
            ballot.key())
        .getFirst();
  }

  /** Stores an answer, if the ballot has a key. */
  void store(VoteTransaction transaction, Ballot ballot, StoredAnswer answer) throws SQLException {
    transaction.update(
        STORE, transaction.listener(), ballot.hash(), answer.status(), answer.body(), ballot.key());
  }

  /** Writes an answer as JSON. */
  StoredAnswer answer(int status, VoteAnswer answer) {
    try {
      return new StoredAnswer(status, answers.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written as JSON", e);
    }
  }
}
